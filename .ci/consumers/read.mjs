// Reads diagrams with the parsers of their own programs: node read.mjs FILE...
// Where the board stands beside a diagram (x.ron beside x.d2), every word of every name is in a label.
import fs from 'node:fs';
import { JSDOM } from 'jsdom';
import { D2 } from '@terrastruct/d2';

const files = process.argv.slice(2);
async function each(ending, read) {
  const those = files.filter((file) => file.endsWith(ending));
  for (const file of those) {
    try {
      const labels = await read(fs.readFileSync(file, 'utf8'));
      checkNames(`${file.slice(0, -ending.length)}.ron`, labels.join(' '));
    } catch (error) {
      console.error(`${file}: ${error.message}`);
      process.exit(1);
    }
  }
  console.log(`${those.length} files ${ending} read`);
}

function checkNames(board, labels) {
  if (!fs.existsSync(board)) return;
  const text = fs.readFileSync(board, 'utf8');
  const names = [...text.matchAll(/name: ("(?:[^"\\]|\\.)*")/g)].map((found) => JSON.parse(found[1]));
  for (const word of names.flatMap((name) => name.split(/\s+/)).filter((word) => word !== '')) {
    if (!labels.includes(word)) throw new Error(`${word} is in no label: ${labels}`);
  }
}

// D2 takes a program with a window for a browser, so it comes first.
const d2 = new D2();
await each('.d2', async (text) => {
  const { diagram } = await d2.compile(text);
  if (!diagram) throw new Error('no diagram');
  return diagram.shapes.concat(diagram.connections).map((one) => one.label);
});
const dom = new JSDOM('<!DOCTYPE html>');
globalThis.window = dom.window;
globalThis.document = dom.window.document;
const { default: mermaid } = await import('mermaid');
// Mermaid keeps entities (#62;) in a shape of its own until it draws them.
const decoded = (label) =>
  label.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(code)).replace(/<br\s*\/?>/g, ' ');
await each('.mmd', async (text) => {
  await mermaid.parse(text);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const groups = db.getSubGraphs().map((one) => one.title);
  const vertices = [...db.getVertices().values()].map((one) => one.text);
  return vertices.concat(groups, db.getEdges().map((one) => one.text)).map(decoded);
});
process.exit(0);
