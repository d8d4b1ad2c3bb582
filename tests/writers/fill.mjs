// Fills a form's cells: node fill.mjs PROGRAM JOB.json, by the npm package of that name (sheetjs: xlsx).
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [program, job] = process.argv.slice(2);
const { modules, form, fills, cells, out } = JSON.parse(readFileSync(job, "utf8"));
const require = createRequire(`${modules}/`);
const day = (value) => new Date(`${value.date}T00:00:00Z`);
const serial = (value) => 25569 + Date.parse(value.date) / 864e5;

const PROGRAMS = {
  async exceljs() {
    const ExcelJS = require("exceljs");
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(form);
    const sheet = book.getWorksheet("Return");
    for (const [cell, value] of Object.entries(fills)) sheet.getCell(cell).value = value?.date ? day(value) : value;
    await book.xlsx.writeFile(out);
  },
  async sheetjs() {
    const XLSX = require("xlsx");
    const book = XLSX.readFile(form, { cellStyles: true, cellNF: true });
    const sheet = book.Sheets["Return"];
    for (const [cell, value] of Object.entries(fills)) {
      if (value?.date && out.endsWith(".ods")) sheet[cell] = { t: "d", v: day(value) };
      else if (value?.date) sheet[cell] = { t: "n", v: serial(value), z: "dd/mm/yyyy" };
      else sheet[cell] = { t: typeof value === "number" ? "n" : "s", v: value };
    }
    XLSX.writeFile(book, out);
  },
  async "xlsx-populate"() {
    const book = await require("xlsx-populate").fromFileAsync(form);
    const sheet = book.sheet("Return");
    for (const [cell, value] of Object.entries(fills)) sheet.cell(cell).value(value?.date ? serial(value) : value);
    await book.toFileAsync(out);
  },
  async excel4node() {
    const book = new (require("excel4node").Workbook)();
    const sheet = book.addWorksheet("Return");
    for (const [address, value] of Object.entries(cells)) {
      const cell = sheet.cell(Number(address.slice(1)), address.charCodeAt(0) - 64);
      if (value?.date) cell.date(day(value)).style({ numberFormat: "dd/mm/yyyy" });
      else if (typeof value === "number") cell.number(value);
      else cell.string(value);
    }
    require("node:fs").writeFileSync(out, await book.writeToBuffer());
  },
};
await PROGRAMS[program]();
