// Renders certificates with pdfmake, warm, and prints one JSON line.
// Usage: node render.mjs pdfmake INPUT.json WARM ROUNDS   (see render.py for the fields)
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const PdfPrinter = require('pdfmake');
const { version } = require('pdfmake/package.json');

const source = JSON.parse(readFileSync(process.argv[3], 'utf8'));
const [warm, rounds] = [Number(process.argv[4]), Number(process.argv[5])];
const faces = readdirSync(source.fonts).filter((name) => name.endsWith('.ttf'));
const face = (part) => join(source.fonts, faces.find((name) => name.includes(part)));
const printer = new PdfPrinter({ Face: { normal: face('egular'), bold: face('old') } });
const MM = 72 / 25.4;

function render(turn) {
  const { paragraphs, symbol, title } = source.documents[turn];
  return new Promise((resolve, reject) => {
    const pdf = printer.createPdfKitDocument({
      pageSize: 'A4',
      version: '1.7',
      subset: 'PDF/A-2b',
      tagged: true,
      info: { title: paragraphs[title] },
      defaultStyle: { font: 'Face', fontSize: 11 },
      content: [
        { image: source.arms, height: 24 * MM, width: 20 * MM, alignment: 'center' },
        ...paragraphs.map((text, at) => ({ text, bold: at === title || at === title + 3, margin: [0, 0, 0, 6] })),
        ...(symbol ? [{ image: symbol, width: 38.5 * MM }] : []),
      ],
    });
    const chunks = [];
    pdf.on('data', (chunk) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
    pdf.end();
  });
}

const times = [];
let last;
for (let turn = 0; turn < warm + rounds; turn += 1) {
  const begun = process.cpuUsage();
  last = await render(turn);
  const used = process.cpuUsage(begun);
  if (turn >= warm) times.push((used.user + used.system) / 1000);
}
const sample = join(source.work, 'pdfmake.pdf');
writeFileSync(sample, last);
console.log(JSON.stringify({ name: `pdfmake ${version} (PDF/A-2b)`, times_ms: times, sample }));
