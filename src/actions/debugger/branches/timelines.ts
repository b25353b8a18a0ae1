import type { Branch } from '../../../timeline/branch/branch.ts';
import type { Timeline } from '../../../timeline/timeline.ts';
import { moveTo, type Session, type SessionBranch } from '../session.ts';

/** Keeps a branch under the next number. */
export function keepBranch(session: Session, branch: Branch): SessionBranch {
  const kept = { name: String(++session.given.branches), branch, followed: false };
  session.branches = [...session.branches, kept];
  return kept;
}

/** Goes to a timeline, to where it was left; one that nobody was in yet, to its end. */
export function goTo(session: Session, timeline: Timeline): void {
  moveTo(session, { timeline, seq: session.left.get(timeline) ?? timeline.end });
}

/** Goes to the end of a branch: to what was decided last. */
export const goToEnd = (session: Session, { branch }: SessionBranch): void =>
  moveTo(session, { timeline: branch, seq: branch.end });

/** A timeline by how a user names it: `record`, or a branch's name. Undefined for a text that names none. */
export function timelineNamed({ record, branches }: Session, text: string): Timeline | undefined {
  return text === 'record' ? record : branches.find(({ name }) => name === text)?.branch;
}

/** Names that {@link timelineNamed} takes. */
export function* timelineNames({ branches }: Session): Generator<string> {
  yield 'record';
  for (const { name } of branches) yield name;
}
