import { guardsOf } from '../../../machines/guards/index.ts';
import { ALLOWED, type Verdict } from '../../../machines/guards/verdict.ts';
import type { Profile } from '../../../machines/kernel/profile.ts';
import type { BlockNr } from '../../../machines/kernel/units.ts';
import { operationGraph } from '../../../machines/operations/arcs.ts';
import { begin } from '../../../machines/operations/operation.ts';
import { RULES, type RuleName } from '../../../machines/operations/rules.ts';
import { memoryOf } from '../../memory/memory-view.ts';
import { requestOf } from '../../memory/request.ts';
import type { MemoryState } from '../../memory/state.ts';
import { askBoth, type BothAnswers } from './answer.ts';

/** Rules that the state file does not answer by itself: all that offlining asks, but whether the block is there and online. */
const offlineRules = (): readonly RuleName[] =>
  operationGraph('offline')
    .arcs.flatMap(({ refusals }) => [...refusals])
    .filter((rule): rule is RuleName => rule in RULES && rule !== 'blockExists' && rule !== 'blockState');

/** What both memory models answer about a memory block as it is. Blocks are never smaller than a section: most is shared. */
export function askAboutBlock(state: MemoryState, block: BlockNr): readonly BothAnswers[] {
  const { profile, blocks, ownMemmapParameter } = state;
  const { blockBytes } = blocks;
  const own = { parameter: ownMemmapParameter ?? undefined, sizeBytes: blockBytes, blockBytes };
  const request = requestOf({ type: 'offline', block }, blocks);
  const firstRefusal =
    (...rules: readonly RuleName[]) =>
    (under: Profile): Verdict => {
      const memory = memoryOf({ ...state, profile: under });
      const verdicts = rules.map((rule) => RULES[rule](begin({ request, memory }), memory));
      return verdicts.find(({ allowed }) => !allowed) ?? ALLOWED;
    };
  return [
    askBoth(profile, 'mayGoOnline', 'go online', firstRefusal('noPoison')),
    askBoth(profile, 'mayGoOffline', 'go offline', firstRefusal(...offlineRules())),
    askBoth(profile, 'blocksOffline', 'remove the block', firstRefusal('blocksOffline')),
    askBoth(profile, 'mayHoldOwnMemmap', 'hold its own memmap', (under) =>
      guardsOf(under.memoryModel).mayHoldOwnMemmap(under, own),
    ),
  ];
}
