"""Makes the files of this folder again: python -m tests.data.mails.make NODE_MODULES
(after `npm install @tutao/oxmsg @kenjiuno/msgreader`). They are kept because making them needs Node.js.
Who saved what: README.md beside.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.hostile import filled

HERE = Path(__file__).parent
OXMSG = """
import(process.argv[1] + '/@tutao/oxmsg/dist/index.js').then(({Email, Attachment}) => {
  const fs = require('fs'), picture = Uint8Array.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 0]);
  const mail = new Email().subject('A subject nobody keeps').bodyHtml('<p>A text nobody keeps</p>')
    .sender('careers@oaklane.example', 'A. Teacher').to('hub@northmoor.example', 'Hub')
    .sentOn(new Date('2026-11-20T14:05:06Z'))
    .attach(new Attachment(picture, 'image001.png', 'image001@oaklane'))
    .attach(new Attachment(new Uint8Array(fs.readFileSync(process.argv[2])), 'Ysgol y Môr – checklist.xlsx'));
  fs.writeFileSync(process.argv[3] + '/oxmsg.msg', mail.msg());
});
"""
BURNER = """
const {burn} = require(process.argv[1] + '/@kenjiuno/msgreader/lib/Burner.js');
const to = process.argv[3], entries = [], ROOT = 5, FOLDER = 1, FILE = 2;
const wide = text => Buffer.from(text, 'utf16le');
function line(tag, value) {
  const found = Buffer.alloc(16);
  found.writeUInt32LE(tag, 0); found.writeUInt32LE(6, 4); found.writeBigUInt64LE(BigInt(value), 8);
  return found;
}
function time(text) { return (BigInt(Date.parse(text)) + 11644473600000n) * 10000n; }
function put(name, type, what) {
  const at = entries.length;
  if (type === FILE) entries.push({name, type, length: what.length, binaryProvider: () => Array.from(what)});
  else {
    const entry = {name, type, length: 0, children: []};
    entries.push(entry);
    for (const key of Object.keys(what))
      entry.children.push(put(key, Buffer.isBuffer(what[key]) ? FILE : FOLDER, what[key]));
  }
  return at;
}
const csv = {
  '__properties_version1.0': Buffer.concat([Buffer.alloc(8), line(0x37050003, 1)]),
  '__substg1.0_3707001F': wide('answers.csv'),
  '__substg1.0_37010102': Buffer.from('Ref,Answer\\r\\nCL1,Yes\\r\\nCL2,No\\r\\n'),
};
const inner = {
  '__properties_version1.0': Buffer.concat([Buffer.alloc(24), line(0x0E060040, time('2026-11-18T08:00:00Z'))]),
  '__substg1.0_0037001F': wide('A subject nobody keeps'),
  '__attach_version1.0_#00000000': csv,
};
put('Root Entry', ROOT, {
  '__nameid_version1.0': {},
  '__properties_version1.0': Buffer.concat([Buffer.alloc(32), line(0x00390040, time('2026-11-21T10:00:00Z'))]),
  '__substg1.0_0037001F': wide('FW: A subject nobody keeps'),
  '__attach_version1.0_#00000000': {
    '__properties_version1.0': Buffer.concat([Buffer.alloc(8), line(0x37050003, 5)]),
    '__substg1.0_3001001F': wide('A subject nobody keeps'),
    '__substg1.0_3701000D': inner,
  },
});
require('fs').writeFileSync(to + '/nested.msg', burn(entries));
"""


def main() -> None:
    """Every file of this folder."""
    with tempfile.TemporaryDirectory() as folder:
        workbook = Path(folder) / "return.xlsx"
        workbook.write_bytes(filled())
        for script in (OXMSG, BURNER):
            subprocess.run(["node", "-e", script, sys.argv[1], workbook, HERE], check=True)


if __name__ == "__main__":
    main()
