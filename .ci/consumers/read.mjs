// Reads diagrams with the parsers of their own programs: node read.mjs FILE...
import fs from 'node:fs';
import { JSDOM } from 'jsdom';
import { D2 } from '@terrastruct/d2';

const files = process.argv.slice(2);
async function each(ending, read) {
  const those = files.filter((file) => file.endsWith(ending));
  for (const file of those) {
    try {
      await read(fs.readFileSync(file, 'utf8'));
    } catch (error) {
      console.error(`${file}: ${error.message}`);
      process.exit(1);
    }
  }
  console.log(`${those.length} files ${ending} read`);
}

// D2 takes a program with a window for a browser, so it comes first.
const d2 = new D2();
await each('.d2', async (text) => {
  if (!(await d2.compile(text)).diagram) throw new Error('no diagram');
});
const dom = new JSDOM('<!DOCTYPE html>');
globalThis.window = dom.window;
globalThis.document = dom.window.document;
const { default: mermaid } = await import('mermaid');
await each('.mmd', (text) => mermaid.parse(text));
process.exit(0);
