// Carries out damage with the npm package "xlsx" (SheetJS): node sheetjs.cjs filled.xlsx jobs.json folder
//
// Enters: a filled workbook and jobs of the form {file, ops}; an operation is [name, sheet, arguments], rows and columns
// 0-based. Leaves: one workbook a job, in the format that its name says. SheetJS keeps values, formulas, number formats,
// merged cells and hidden parts; it drops validations, tables, colours, charts and protection.
"use strict";

const fs = require("fs");
const path = require("path");
const XLSX = require("xlsx");

const [, , source, jobs, folder] = process.argv;
const ERRORS = { "#N/A": 0x2a, "#REF!": 0x17, "#DIV/0!": 0x07 };
const at = (row, col) => XLSX.utils.encode_cell({ r: row, c: col });

function cell(value) {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "number") return { t: "n", v: value };
  if (typeof value === "object" && value.date) {
    return { t: "n", v: (Date.parse(value.date) - Date.UTC(1899, 11, 30)) / 86400000, z: "dd/mm/yyyy" };
  }
  if (value in ERRORS) return { t: "e", v: ERRORS[value], w: value };
  return { t: "s", v: value };
}

// Every cell of a sheet moved by what `to` says; null takes it out.
function rearranged(sheet, to) {
  const old = {};
  for (const name of Object.keys(sheet).filter((key) => !key.startsWith("!"))) {
    old[name] = sheet[name];
    delete sheet[name];
  }
  for (const [name, content] of Object.entries(old)) {
    const place = XLSX.utils.decode_cell(name);
    const target = to(place.r, place.c);
    if (target) sheet[at(...target)] = content;
  }
}

function last(sheet) {
  const places = Object.keys(sheet).filter((key) => !key.startsWith("!")).map(XLSX.utils.decode_cell);
  return { r: Math.max(0, ...places.map((p) => p.r)), c: Math.max(0, ...places.map((p) => p.c)) };
}

function put(sheet, row, col, content) {
  if (content === undefined) delete sheet[at(row, col)];
  else sheet[at(row, col)] = content;
}

const width = (sheet) => last(sheet).c + 1;
const take = (sheet, row, col) => {
  const found = sheet[at(row, col)];
  return found && { ...found };
};

const OPS = {
  set_cell: (book, title, row, col, value) => put(book.Sheets[title], row, col, cell(value)),
  set_number: (book, title, row, col, value) => put(book.Sheets[title], row, col, { t: "n", v: value, z: "General" }),
  set_formula: (book, title, row, col, formula) => put(book.Sheets[title], row, col, { t: "n", f: formula.slice(1) }),
  insert_row(book, title, row, values) {
    const sheet = book.Sheets[title];
    rearranged(sheet, (r, c) => [r >= row ? r + 1 : r, c]);
    for (const [col, value] of Object.entries(values)) put(sheet, row, Number(col), cell(value));
  },
  delete_row: (book, title, row) =>
    rearranged(book.Sheets[title], (r, c) => (r === row ? null : [r > row ? r - 1 : r, c])),
  insert_col(book, title, col, rows, heading) {
    const sheet = book.Sheets[title];
    rearranged(sheet, (r, c) => [r, c >= col ? c + 1 : c]);
    for (const row of rows) put(sheet, row, col, cell(heading));
  },
  delete_col: (book, title, col) =>
    rearranged(book.Sheets[title], (r, c) => (c === col ? null : [r, c > col ? c - 1 : c])),
  move_col(book, title, col, to) {
    const order = [...Array(width(book.Sheets[title])).keys()].filter((c) => c !== col);
    order.splice(to > col ? to - 1 : to, 0, col);
    rearranged(book.Sheets[title], (r, c) => [r, order.indexOf(c)]);
  },
  reorder(book, title, rows, order, cols) {
    const sheet = book.Sheets[title];
    const content = order.map((row) => cols.map((col) => take(sheet, row, col)));
    rows.forEach((row, i) => cols.forEach((col, j) => put(sheet, row, col, content[i][j])));
  },
  copy_row(book, title, row, other, to) {
    const from = book.Sheets[title];
    for (let col = 0; col < width(from); col++) put(book.Sheets[other], to, col, take(from, row, col));
  },
  copy_cells(book, title, first, last, to) {
    const sheet = book.Sheets[title];
    for (let row = first[0]; row <= last[0]; row++) {
      for (let col = first[1]; col <= last[1]; col++) {
        put(sheet, to[0] + row - first[0], to[1] + col - first[1], take(sheet, row, col));
      }
    }
  },
  shift_right(book, title, row, first, last) {
    const sheet = book.Sheets[title];
    for (let col = last; col > first; col--) put(sheet, row, col, take(sheet, row, col - 1));
    put(sheet, row, first, undefined);
  },
  shift_left(book, title, row, first, last) {
    const sheet = book.Sheets[title];
    for (let col = first; col < last; col++) put(sheet, row, col, take(sheet, row, col + 1));
    put(sheet, row, last, undefined);
  },
  transpose(book, title) {
    const rows = XLSX.utils.sheet_to_json(book.Sheets[title], { header: 1, defval: null });
    const turned = rows[0].map((_, col) => rows.map((row) => row[col]));
    book.Sheets[title] = XLSX.utils.aoa_to_sheet(turned);
  },
  clear_sheet(book, title) {
    book.Sheets[title] = XLSX.utils.aoa_to_sheet([[]]);
  },
  rename(book, title, name) {
    book.SheetNames[book.SheetNames.indexOf(title)] = name;
    book.Sheets[name] = book.Sheets[title];
    delete book.Sheets[title];
  },
  delete_sheet(book, title) {
    const index = book.SheetNames.indexOf(title);
    book.SheetNames.splice(index, 1);
    if (book.Workbook && book.Workbook.Sheets) book.Workbook.Sheets.splice(index, 1);
    delete book.Sheets[title];
  },
  move_sheet(book, title, offset) {
    const from = book.SheetNames.indexOf(title);
    const to = Math.max(0, Math.min(book.SheetNames.length - 1, from + offset));
    book.SheetNames.splice(to, 0, ...book.SheetNames.splice(from, 1));
  },
  copy_sheet(book, title, name) {
    XLSX.utils.book_append_sheet(book, JSON.parse(JSON.stringify(book.Sheets[title])), name);
  },
  add_sheet(book, title, rows) {
    const sheet = XLSX.utils.aoa_to_sheet([[]]);
    rows.forEach((row, r) => row.forEach((value, c) => put(sheet, r, c, cell(value))));
    XLSX.utils.book_append_sheet(book, sheet, title);
    OPS.move_sheet(book, title, -book.SheetNames.length);
  },
  hide_sheet(book, title) {
    XLSX.utils.book_set_sheet_visibility(book, title, 1);
  },
  merge(book, title, first, last) {
    const sheet = book.Sheets[title];
    (sheet["!merges"] = sheet["!merges"] || []).push({ s: { r: first[0], c: first[1] }, e: { r: last[0], c: last[1] } });
    for (let row = first[0]; row <= last[0]; row++) {
      for (let col = first[1]; col <= last[1]; col++) if (row !== first[0] || col !== first[1]) delete sheet[at(row, col)];
    }
  },
  hide(book, title, rows, letters) {
    const sheet = book.Sheets[title];
    sheet["!rows"] = sheet["!rows"] || [];
    sheet["!cols"] = sheet["!cols"] || [];
    for (const row of rows) sheet["!rows"][row] = { ...sheet["!rows"][row], hidden: true };
    for (const letter of letters) {
      const col = XLSX.utils.decode_col(letter);
      sheet["!cols"][col] = { ...sheet["!cols"][col], hidden: true };
    }
  },
  values_only(book) {
    for (const title of book.SheetNames) {
      const rows = XLSX.utils.sheet_to_json(book.Sheets[title], { header: 1, defval: null, raw: true });
      book.Sheets[title] = XLSX.utils.aoa_to_sheet(rows);
    }
  },
};

for (const job of JSON.parse(fs.readFileSync(jobs, "utf8"))) {
  const book = XLSX.readFile(source, { cellNF: true, cellStyles: true });
  for (const [name, ...rest] of job.ops) OPS[name](book, ...rest);
  for (const sheet of Object.values(book.Sheets)) {
    sheet["!ref"] = XLSX.utils.encode_range({ s: { r: 0, c: 0 }, e: last(sheet) });
  }
  XLSX.writeFile(book, path.join(folder, job.file), { compression: true, bookSST: true });
}
