import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { OPERATIONS } from '../../../events/catalogue.ts';
import { type ScenarioDocument, scenarioShape } from './shape.ts';

/** Where a scenario is wrong. Lines and columns count from 1. */
export interface ScenarioProblem {
  readonly line: number;
  readonly column: number;
  readonly read: string;
  readonly expected: string;
}

/** A scenario's text, read: the document, and the place of every part of it. */
export interface ReadScenario {
  readonly document: ScenarioDocument;
  readonly placeOf: (path: readonly PropertyKey[]) => { readonly line: number; readonly column: number };
}

export type ScenarioAnswer =
  | { readonly ok: true; readonly scenario: ReadScenario }
  | { readonly ok: false; readonly problem: ScenarioProblem };

/** The node at a path, or the nearest one above it that exists. */
function nodeAt(root: Node | null, path: readonly PropertyKey[]): Node | null {
  let at: Node | null = root;
  for (const key of path) {
    let next: unknown;
    if (isMap(at)) {
      const pair = at.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key),
      );
      next = pair?.value ?? pair?.key;
    } else if (isSeq(at)) next = at.items[Number(key)];
    if (next === undefined || next === null) return at;
    at = next as Node;
  }
  return at;
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

/** The issue that says most: for a union of steps, the one of the command that the step names. */
function mostSpecific(issue: z.core.$ZodIssue, value: unknown): { path: readonly PropertyKey[]; message: string } {
  if (issue.code !== 'invalid_union') return issue;
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const known = names.find((name) => OPERATIONS.some((step) => step === name));
  for (const branch of issue.errors) {
    const inner = branch.find(({ path }) => known !== undefined && path[0] === known);
    if (inner && branch.every(({ code }) => code !== 'unrecognized_keys' || inner.code === 'unrecognized_keys')) {
      return { path: [...issue.path, ...inner.path], message: inner.message };
    }
  }
  if (known === undefined) return { path: issue.path, message: `one command: ${OPERATIONS.join(', ')}` };
  return { path: issue.path, message: `a ${known} step as docs/scenarios.md shows it` };
}

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    root,
  );

/** Reads JSON or YAML (JSON is YAML too) and checks its shape. Never throws. */
export function readScenario(text: string): ScenarioAnswer {
  const counter = new LineCounter();
  const parsed = parseDocument(text, {
    lineCounter: counter,
    maxAliasCount: 100,
    strict: true,
    uniqueKeys: true,
  } as Parameters<typeof parseDocument>[1]);
  const lineOf = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const broken = parsed.errors[0];
  if (broken) {
    const read = text.slice(broken.pos[0], broken.pos[0] + 40).split('\n')[0] ?? '';
    return {
      ok: false,
      problem: {
        ...lineOf(broken.pos[0]),
        read: shown(read),
        expected: `YAML or JSON: ${broken.message.split('\n')[0]}`,
      },
    };
  }
  const root = parsed.contents as Node | null;
  const placeOf = (path: readonly PropertyKey[]) => lineOf(nodeAt(root, path)?.range?.[0] ?? 0);
  const value: unknown = parsed.toJS({ maxAliasCount: 100 });
  const checked = scenarioShape.safeParse(value);
  if (checked.success) return { ok: true, scenario: { document: checked.data, placeOf } };
  const first = checked.error.issues[0];
  const issue = first ? mostSpecific(first, valueAt(value, first.path)) : { path: [], message: 'a scenario' };
  const read = shown(valueAt(value, issue.path));
  return {
    ok: false,
    problem: {
      ...placeOf(issue.path),
      read: `${issue.path.join('.') || 'the whole'}: ${read}`,
      expected: issue.message,
    },
  };
}
