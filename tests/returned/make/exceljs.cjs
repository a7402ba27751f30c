// Carries out damage with the npm package "exceljs": node exceljs.cjs filled.xlsx jobs.json folder
//
// Enters: a filled workbook and jobs of the form {file, ops}; an operation is [name, sheet, arguments], rows and columns
// 0-based. Leaves: one .xlsx a job. Rows and columns are moved by exceljs itself, which moves neither validations nor
// tables; it keeps styles, drops charts, and loses formulas that it cannot share out.
"use strict";

const fs = require("fs");
const path = require("path");
const ExcelJS = require("exceljs");

const [, , source, jobs, folder] = process.argv;
const ERRORS = new Set(["#N/A", "#REF!", "#DIV/0!"]);

function content(value) {
  if (value && typeof value === "object" && value.date) return new Date(`${value.date}T00:00:00Z`);
  if (ERRORS.has(value)) return { error: value };
  return value === undefined ? null : value;
}

function put(sheet, row, col, value) {
  const cell = sheet.getCell(row + 1, col + 1);
  cell.value = content(value);
  if (cell.value instanceof Date) cell.numFmt = "dd/mm/yyyy";
}

// exceljs refuses to move shared formulas and writes tables where they were: both go, as they would in a paste.
function loosen(sheet) {
  for (const name of Object.keys(sheet.tables)) sheet.removeTable(name);
  sheet.eachRow((row) => row.eachCell((cell) => {
    if (cell.formula) cell.value = { formula: cell.formula, result: cell.result };
  }));
}

function copy(from, to) {
  to.value = from.formula ? { formula: from.formula, result: from.result } : from.value;
  to.numFmt = from.numFmt;
}

const OPS = {
  set_cell: (book, title, row, col, value) => put(book.getWorksheet(title), row, col, value),
  set_number(book, title, row, col, value) {
    const cell = book.getWorksheet(title).getCell(row + 1, col + 1);
    cell.value = value;
    cell.numFmt = "General";
  },
  set_formula(book, title, row, col, formula) {
    book.getWorksheet(title).getCell(row + 1, col + 1).value = { formula: formula.slice(1) };
  },
  insert_row(book, title, row, values) {
    const sheet = book.getWorksheet(title);
    loosen(sheet);
    sheet.insertRow(row + 1, []);
    for (const [col, value] of Object.entries(values)) put(sheet, row, Number(col), value);
  },
  delete_row(book, title, row) {
    loosen(book.getWorksheet(title));
    book.getWorksheet(title).spliceRows(row + 1, 1);
  },
  insert_col(book, title, col, rows, heading) {
    const sheet = book.getWorksheet(title);
    loosen(sheet);
    sheet.spliceColumns(col + 1, 0, []);
    for (const row of rows) put(sheet, row, col, heading);
  },
  delete_col(book, title, col) {
    loosen(book.getWorksheet(title));
    book.getWorksheet(title).spliceColumns(col + 1, 1);
  },
  move_col(book, title, col, to) {
    const sheet = book.getWorksheet(title);
    loosen(sheet);
    const last = sheet.rowCount;
    sheet.spliceColumns(to + 1, 0, []);
    const from = to <= col ? col + 1 : col;
    for (let row = 1; row <= last; row++) copy(sheet.getCell(row, from + 1), sheet.getCell(row, to + 1));
    sheet.spliceColumns(from + 1, 1);
  },
  reorder(book, title, rows, order, cols) {
    const sheet = book.getWorksheet(title);
    const old = order.map((row) => cols.map((col) => sheet.getCell(row + 1, col + 1).value));
    rows.forEach((row, i) => cols.forEach((col, j) => { sheet.getCell(row + 1, col + 1).value = old[i][j]; }));
  },
  copy_row(book, title, row, other, to) {
    const [from, target] = [book.getWorksheet(title), book.getWorksheet(other)];
    for (let col = 1; col <= from.columnCount; col++) copy(from.getCell(row + 1, col), target.getCell(to + 1, col));
  },
  copy_cells(book, title, first, last, to) {
    const sheet = book.getWorksheet(title);
    for (let row = first[0]; row <= last[0]; row++) {
      for (let col = first[1]; col <= last[1]; col++) {
        copy(sheet.getCell(row + 1, col + 1), sheet.getCell(to[0] + row - first[0] + 1, to[1] + col - first[1] + 1));
      }
    }
  },
  shift_right(book, title, row, first, last) {
    const sheet = book.getWorksheet(title);
    for (let col = last; col > first; col--) copy(sheet.getCell(row + 1, col), sheet.getCell(row + 1, col + 1));
    put(sheet, row, first, null);
  },
  shift_left(book, title, row, first, last) {
    const sheet = book.getWorksheet(title);
    for (let col = first; col < last; col++) copy(sheet.getCell(row + 1, col + 2), sheet.getCell(row + 1, col + 1));
    put(sheet, row, last, null);
  },
  rename(book, title, name) {
    book.getWorksheet(title).name = name;
  },
  delete_sheet: (book, title) => book.removeWorksheet(title),
  move_sheet(book, title, offset) {
    const order = book.worksheets.map((sheet) => sheet.name);
    const from = order.indexOf(title);
    order.splice(from, 1);
    order.splice(Math.max(0, Math.min(order.length, from + offset)), 0, title);
    order.forEach((name, number) => { book.getWorksheet(name).orderNo = number; });
  },
  copy_sheet(book, title, name) {
    const from = book.getWorksheet(title);
    loosen(from);
    const target = book.addWorksheet(name);
    target.model = Object.assign({}, from.model, { name, id: target.id, orderNo: target.orderNo, tables: [], mergeCells: from.model.merges });
    target.name = name;
  },
  add_sheet(book, title, rows) {
    const sheet = book.addWorksheet(title);
    rows.forEach((row, r) => row.forEach((value, c) => put(sheet, r, c, value)));
    OPS.move_sheet(book, title, -100);
  },
  hide_sheet(book, title) {
    book.getWorksheet(title).state = "hidden";
  },
  merge: (book, title, first, last) =>
    book.getWorksheet(title).mergeCells(first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1),
  hide(book, title, rows, letters) {
    const sheet = book.getWorksheet(title);
    for (const row of rows) sheet.getRow(row + 1).hidden = true;
    for (const letter of letters) sheet.getColumn(letter).hidden = true;
  },
  calendar_1904(book) {
    book.properties.date1904 = true;
  },
};

(async () => {
  for (const job of JSON.parse(fs.readFileSync(jobs, "utf8"))) {
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(source);
    for (const [name, ...rest] of job.ops) OPS[name](book, ...rest);
    book.created = book.modified = new Date("2026-11-01T12:00:00Z");
    await book.xlsx.writeFile(path.join(folder, job.file));
  }
})();
