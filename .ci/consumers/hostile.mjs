// Writes boards whose names are made of what breaks careless writers: node hostile.mjs FOLDER COUNT
import fs from 'node:fs';

const [folder, count] = process.argv.slice(2);
const pieces = [
  '"', "'", '`', '|', '||', '[x]', '](y)', '{', '}', '(', ')', '<b>', '</svg>', '<!--', '-->', ']]>',
  '&amp;', '&', '#', '# ', '#quot;', '##', '*', '**', '_', '~~', '$x$', '${y}', '\\', '\\n', '//', '/*',
  '*/', '%%', '%%{', '}%%', ';', ':', '::', ':::', 'end', 'subgraph', 'class', 'style', 'graph', 'click',
  '-->|', '==>', '---', '\n', '\n\n', ' ', '1. ', '- ', '> ', '=', '@', '@{', '🛒', '👩‍👩‍👧', 'שלום', '漢字', 'orders',
  'null', 'true', 'direction', 'shape:', 'label', '<-', '->', '<->', 'near', 'vars', 'layers',
];
let state = 20261125;
const throwDice = (n) => {
  // Lehmer's generator: the same boards every time.
  state = (state * 48271) % 2147483647;
  return state % n;
};
const name = () => {
  let text = '';
  for (let n = 1 + throwDice(8); n > 0; n -= 1) text += pieces[throwDice(pieces.length)];
  return JSON.stringify(text.trim() === '' ? `${text}x` : text);
};
for (let at = 0; at < Number(count); at += 1) {
  const node = (id, kind, x) => `(id: "${id}", kind: "${kind}", name: ${name()}, at: (${x}, 0))`;
  const link = (id, from, to) => `(id: "${id}", from: "${from}", to: "${to}", interaction: "call", name: ${name()})`;
  fs.writeFileSync(
    `${folder}/hostile-${at}.ron`,
    `(format: 1, title: "Hostile ${at}",
    nodes: [${node('a', 'service', 0)}, ${node('b', 'queue', 300)}, ${node('c', 'relational-db', 600)}],
    links: [${link('l', 'a', 'b')}, ${link('m', 'b', 'c')}],
    boundaries: [(id: "z", sort: "zone", name: ${name()}, at: (150, 0), size: (700, 300))])\n`,
  );
}
