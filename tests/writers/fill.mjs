// Fills a form's cells: node fill.mjs exceljs|sheetjs JOB.json, with the npm packages exceljs and xlsx.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [program, job] = process.argv.slice(2);
const { modules, form, fills, out } = JSON.parse(readFileSync(job, "utf8"));
const require = createRequire(`${modules}/`);

if (program === "exceljs") {
  const ExcelJS = require("exceljs");
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(form);
  const sheet = book.getWorksheet("Return");
  for (const [cell, value] of Object.entries(fills)) {
    sheet.getCell(cell).value = value?.date ? new Date(`${value.date}T00:00:00Z`) : value;
  }
  await book.xlsx.writeFile(out);
} else {
  const XLSX = require("xlsx");
  const book = XLSX.readFile(form, { cellStyles: true, cellNF: true });
  const sheet = book.Sheets["Return"];
  for (const [cell, value] of Object.entries(fills)) {
    if (value?.date && out.endsWith(".ods")) sheet[cell] = { t: "d", v: new Date(`${value.date}T00:00:00Z`) };
    else if (value?.date) sheet[cell] = { t: "n", v: 25569 + Date.parse(value.date) / 864e5, z: "dd/mm/yyyy" };
    else sheet[cell] = { t: typeof value === "number" ? "n" : "s", v: value };
  }
  XLSX.writeFile(book, out);
}
