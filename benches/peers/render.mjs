// Renders one certificate page many times with pdfmake, warm, and prints one JSON line.
// Usage: node render.mjs INPUT.json ROUNDS   (see render.py for the fields)
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const PdfPrinter = require('pdfmake');
const { version } = require('pdfmake/package.json');

const source = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const rounds = Number(process.argv[3]);
const faces = readdirSync(source.fonts).filter((name) => name.endsWith('.ttf'));
const face = (part) => join(source.fonts, faces.find((name) => name.includes(part)));
const printer = new PdfPrinter({ Face: { normal: face('egular'), bold: face('old') } });
const arms = `data:image/png;base64,${readFileSync(source.arms).toString('base64')}`;

function render(number) {
  return new Promise((resolve, reject) => {
    const pdf = printer.createPdfKitDocument({
      pageSize: 'A4',
      defaultStyle: { font: 'Face', fontSize: 11 },
      content: [
        { image: arms, width: 51, alignment: 'center' },
        ...source.paragraphs.map((text) => ({ text, margin: [0, 0, 0, 8] })),
        { text: `N. ${String(number).padStart(7, '0')}` },
      ],
    });
    let size = 0;
    pdf.on('data', (chunk) => (size += chunk.length));
    pdf.on('end', () => resolve(size));
    pdf.on('error', reject);
    pdf.end();
  });
}

let bytes = 0;
for (let number = 0; number < 10; number += 1) bytes = await render(number);
const times = [];
for (let number = 0; number < rounds; number += 1) {
  const begun = process.cpuUsage();
  await render(number + 10);
  const used = process.cpuUsage(begun);
  times.push((used.user + used.system) / 1000);
}
times.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    engine: 'pdfmake',
    version,
    p50_ms: times[Math.floor(times.length / 2)],
    p95_ms: times[Math.floor(times.length * 0.95)],
    bytes,
  }),
);
