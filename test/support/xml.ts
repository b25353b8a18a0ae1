import { spawnSync } from 'node:child_process';

/** An element as Python's parser of XML read it; names as `{namespace}name`. */
export interface XmlElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

const READ = `
import json, sys, xml.etree.ElementTree as tree
def told(e):
    return {'tag': e.tag, 'attributes': dict(e.attrib), 'text': (e.text or ''), 'children': [told(c) for c in e]}
sys.stdout.write(json.dumps(told(tree.fromstring(sys.stdin.buffer.read()))))
`;

const python = ['python3', 'python'].find(
  (name) => spawnSync(name, ['-c', 'import xml.etree.ElementTree']).status === 0,
);

/** Whether a parser of XML is there that is not ours; says what is left out when not. */
export function hasXmlParser(what: string): boolean {
  if (!python) console.log(`left out: ${what}: no python3 with xml.etree on this machine`);
  return python !== undefined;
}

/** Reads XML. @throws Error with what the parser says of XML that is not well-formed */
export function readXml(text: string): XmlElement {
  const ran = spawnSync(python ?? 'python3', ['-c', READ], { input: text, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout) as XmlElement;
}

/** An element and everything in it. */
export function* everyElement(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of element.children) yield* everyElement(child);
}
