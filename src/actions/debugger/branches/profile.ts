import { type Profile, whyNotBuildable } from '../../../../machines/kernel/profile.ts';
import { decideUnder } from '../../../timeline/branch/branch.ts';
import { type ActionInput, type ActionResult, type SessionAction, valueAnswer } from '../../action.ts';
import { profileBeside } from '../../answers/compare.ts';
import { sizeInWords, table } from '../../text/table.ts';
import { runSearch } from '../cooperative.ts';
import { forPrograms, hereAnswer, interruptedAnswer } from '../frame.ts';
import { type Session, type SessionBranch, timelineInWords } from '../session.ts';
import { goTo, goToEnd, keepBranch } from './timelines.ts';

/** The kernel here: what decides where releases and memory models differ. */
function shownAnswer({ cursor }: Session): ActionResult {
  const { profile } = cursor.timeline.initial;
  const { name, memoryModel, release, geometry, traits, debugVm } = profile;
  const value = { name, memoryModel, release: release.text, arch: geometry.arch, debugVm, traits };
  return valueAnswer(value, function* (style) {
    yield style.paint(name, 'bold');
    yield `${memoryModel === 'vmemmap' ? 'SPARSEMEM_VMEMMAP' : 'classic SPARSEMEM'} of ${release.text} on ${geometry.arch}${debugVm ? ', DEBUG_VM' : ''}`;
    const hypothetical = whyNotBuildable(profile);
    if (hypothetical) yield `a what-if: ${hypothetical}`;
    yield `sections of ${sizeInWords(geometry.sectionBytes)}, sub-sections of ${sizeInWords(geometry.subsectionBytes)}, addresses of ${geometry.maxPhysmemBits} bits`;
    const rows = Object.entries(traits).map(([trait, is]) => [
      trait,
      is === true ? 'yes' : is === false ? 'no' : String(is),
    ]);
    const [heading = '', ...lines] = table(['TRAIT', 'HERE'], rows);
    yield style.paint(heading, 'bold');
    yield* lines;
  });
}

/** A branch from here under a kernel that nobody asked anything yet: there is no need for a second one. */
const sameBranch = ({ branches, cursor }: Session, profile: Profile): SessionBranch | undefined =>
  branches.find(
    ({ branch, followed }) =>
      branch.origin.timeline === cursor.timeline &&
      branch.origin.seq === cursor.seq &&
      branch.initial.profile.name === profile.name &&
      branch.initial !== cursor.timeline.initial &&
      branch.steps.length === 0 &&
      !followed,
  );

async function answer(session: Session, input: ActionInput): Promise<ActionResult> {
  const { name } = input.args;
  if (name === undefined) return shownAnswer(session);
  const profile = profileBeside(session.cursor.timeline.initial.profile, name, 'name');
  const known = sameBranch(session, profile);
  if (known) {
    goTo(session, known.branch);
    return hereAnswer(session, `branch ${known.name}, under ${profile.name}`);
  }
  const { timeline, seq } = session.cursor;
  const found = await runSearch(decideUnder(timeline, seq, profile), input, seq);
  if (found.interrupted) return interruptedAnswer(session);
  const kept = keepBranch(session, found.value);
  const from = timelineInWords(session, timeline);
  goToEnd(session, kept);
  const moved = `branch ${kept.name}: all that was asked up to event ${seq} of ${from}, decided anew under ${profile.name}; compare tells where it differs`;
  return hereAnswer(session, moved, forPrograms({ branch: kept.name, profile: profile.name }));
}

export const profileWord: SessionAction = {
  id: 'profile',
  aliases: ['kernel'],
  group: 'mark',
  summary: 'the kernel here; or what another one would have made of the record up to here, in a branch',
  args: [
    {
      name: 'name',
      description: 'vmemmap, classic, or one of them with a release: classic@5.6; this kernel, when left out',
      kind: 'profile',
    },
  ],
  examples: [
    { call: 'profile', shows: 'release, memory model, and each trait that other releases have otherwise' },
    { call: 'profile classic', shows: 'memory here if the kernel were built with classic SPARSEMEM' },
  ],
  run: answer,
};
