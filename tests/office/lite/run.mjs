// What xlwings Lite does with a workbook's main.py, as far as its public parts go: xlwings' own runtime in Pyodide, its
// own JavaScript for functions in cells, and Office.js mocked at its edge.
//
//   node run.mjs PARTS JOB.json OUT.json
//
// JOB: main (the text), libraries (folders of pure Python packages), files (folders: from here, to there), calls
// ([function, arguments] as Excel passes them), scripts ([name, book] as Office.js sends it), made (a folder there whose
// files are wanted). OUT: meta, scripts, answers, books, files, seconds.
import fs from "node:fs";
import path from "node:path";
import vm from "node:vm";

const [parts, jobFile, outFile] = process.argv.slice(2);
const job = JSON.parse(fs.readFileSync(jobFile, "utf8"));
const server = path.join(parts, "server", "xlwings_server");
const text = (...names) => fs.readFileSync(path.join(server, ...names), "utf8");
const started = performance.now();
const seconds = () => (performance.now() - started) / 1000;
const out = { seconds: {} };

const { loadPyodide } = await import(path.join(parts, "node_modules", "pyodide", "pyodide.mjs"));
const py = await loadPyodide({ indexURL: path.join(parts, "node_modules", "pyodide") + "/" });
out.seconds.loaded = seconds();

const library = py.runPython("import site; site.getsitepackages()[0]");
for (const wheel of fs.readdirSync(path.join(parts, "wheels"))) {
  py.unpackArchive(new Uint8Array(fs.readFileSync(path.join(parts, "wheels", wheel))), "wheel");
}
function copyIn(from, to) {
  py.FS.mkdirTree(to);
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), `${to}/${entry.name}`];
    if (entry.isDirectory()) {
      if (entry.name !== "__pycache__") copyIn(source, target);
    } else py.FS.writeFile(target, new Uint8Array(fs.readFileSync(source)));
  }
}
for (const folder of job.libraries) copyIn(folder, `${library}/${path.basename(folder)}`);
for (const [from, to] of job.files ?? []) copyIn(from, to);

const home = (name, content) => py.FS.writeFile(`/home/pyodide/${name}`, content);
home(".env", 'XLWINGS_LICENSE_KEY="noncommercial"\n');
home("config.py", text("wasm", "config.py"));
home("custom_functions.py", job.main);
home("custom_scripts.py", job.main);
py.runPython(job.before ?? "");
out.seconds.unpacked = seconds();

await py.runPythonAsync(text("wasm", "wasm_runtime.py"));
const runtime = (name) => py.globals.get(name);
out.meta = runtime("custom_functions_meta")(job.main);
out.scripts = runtime("custom_scripts_meta")();
out.seconds.registered = seconds();

// The stubs as xlwings' server writes them; those of wasm_runtime.py are not what the JavaScript of its release takes.
const stubs = (out.meta.functions ?? []).map((one) => {
  const name = one.id.toLowerCase();
  const options = `{funcName: "${name}", isStreaming: false, isCached: false, callerScoped: false}`;
  return `async function ${name}() { return await base(${options}, ...arguments) }
CustomFunctions.associate("${one.id}", ${name});`;
});
const functions = {};
const context = vm.createContext({
  console,
  setTimeout,
  Promise,
  crypto,
  localStorage: { getItem: () => "session", setItem() {} },
  window: { location: { origin: "https://excel" } },
  Office: {
    onReady: async (ready) => ready?.({}),
    context: { requirements: { isSetSupported: () => true } },
  },
  Excel: {
    RequestContext: class {
      workbook = { load() {}, name: "master.xlsx" };
      async sync() {}
    },
  },
  CustomFunctions: {
    associate: (name, call) => (functions[name] = call),
    Error: class extends Error {
      constructor(code, message) {
        super(message);
      }
    },
    ErrorCode: { invalidValue: "#VALUE!" },
  },
  config: { onWasm: true },
  xlwings: { getCultureInfoName: async () => "en-GB", getDateFormat: async () => "dd/mm/yyyy" },
  wasmCustomFunctionsCall: runtime("custom_functions_call"),
});
context.globalThis = context;
const glue = text("static", "js", "custom-functions", "custom-functions-code.js");
vm.runInContext(`${glue.replace("placeholder_xlwings_version", "0.37.8")}\n${stubs.join("\n")}`, context);

async function answer([name, given]) {
  const count = out.meta.functions.find((one) => one.id === name.toUpperCase()).parameters?.length ?? 0;
  const args = [...given, ...Array(Math.max(0, count - given.length)).fill(null)]; // null: what is left out
  try {
    return (await functions[name.toUpperCase()](...args, { address: "Performance!A1" })) ?? null;
  } catch (error) {
    return { raised: error.message };
  }
}
out.answers = [];
for (const call of job.calls ?? []) {
  out.answers.push(await answer(call));
  out.seconds.first ??= seconds();
}
out.seconds.answered = seconds();

out.books = [];
for (const [name, book] of job.scripts ?? []) {
  const begun = seconds();
  const done = await runtime("custom_scripts_call")(book, name);
  out.books.push({ seconds: seconds() - begun, ...JSON.parse(JSON.stringify(done)) });
}

out.files = {};
function copyOut(folder, below) {
  for (const name of py.FS.readdir(folder)) {
    if (name === "." || name === "..") continue;
    const place = `${folder}/${name}`;
    if (py.FS.isDir(py.FS.stat(place).mode)) copyOut(place, `${below}${name}/`);
    else out.files[below + name] = Buffer.from(py.FS.readFile(place)).toString("base64");
  }
}
if (job.made) copyOut(job.made, "");
out.modules = py.runPython("import sys; sorted({one.partition('.')[0] for one in sys.modules})").toJs();
fs.writeFileSync(outFile, JSON.stringify(out));
