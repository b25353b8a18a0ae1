import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guardsOf } from '../../machines/guards/index.ts';
import { withMemoryModel } from '../../machines/kernel/profile.ts';
import { blockNr, sectionNr } from '../../machines/kernel/units.ts';
import { answersDiffer, type BothAnswers } from '../../src/check/both-models/answer.ts';
import { askAboutBlock } from '../../src/check/both-models/block.ts';
import { askAboutOperation } from '../../src/check/both-models/operation.ts';
import { askAboutSection } from '../../src/check/both-models/section.ts';
import { sectionEntry } from '../../src/memory/sections.ts';
import { operationsIn } from '../../src/timeline/operations.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { openShipped } from '../support/recordings.ts';

const pmem = timelineOf(openShipped('6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection'));
const words = ({ guard, question, vmemmap, classic }: BothAnswers) => [guard, question, vmemmap.word, classic.word];

describe('both memory models about a section', () => {
  test('half filled by pmem: VMEMMAP takes one more sub-section, classic only whole sections, and no device', () => {
    const answers = askAboutSection(pmem.stateAt(44), sectionNr(14), null);
    expect(answers.filter(answersDiffer).map(words)).toEqual([
      ['spanAligned', 'add sub-section 32 alone: is the range aligned?', 'allowed', 'EINVAL'],
      ['mayFill', 'add the whole section', 'EEXIST', 'allowed'],
      ['spanAligned', 'remove sub-section 0 alone: is the range aligned?', 'allowed', 'a warning'],
      ['mayClear', 'remove the whole section', 'a warning', 'allowed'],
      ['mayMapDevice', 'map a device here (ZONE_DEVICE)', 'allowed', 'EOPNOTSUPP'],
      ['pfnValid', 'pfn_valid() of a page in sub-section 32', 'no', 'yes'],
    ]);
  });

  test('every refusal says why, and where in the kernel', () => {
    for (const answers of [
      askAboutSection(pmem.stateAt(44), sectionNr(14), 3),
      askAboutSection(pmem.stateAt(44), sectionNr(500), null),
      askAboutBlock(pmem.stateAt(44), blockNr(10)),
    ]) {
      for (const { vmemmap, classic } of answers) {
        for (const { ok, word, reason, source } of [vmemmap, classic]) {
          if (ok || word === 'no') continue;
          expect(reason).toMatch(/\w/);
          expect(source).toMatch(/\.[ch]|Kconfig/);
        }
      }
    }
  });

  test('the answers are those of the guards themselves, at any instant, section and sub-section', () => {
    fc.assert(
      fc.property(fc.nat(pmem.end), fc.nat(20), fc.nat(63), (seq, section, bit) => {
        const state = pmem.stateAt(seq);
        if (seq === 0) return;
        const { facts } = sectionEntry(state, sectionNr(section));
        const answers = askAboutSection(state, sectionNr(section), bit);
        for (const model of ['vmemmap', 'classic'] as const) {
          const profile = withMemoryModel(state.profile, model);
          const fill = { subsections: 1n << BigInt(bit), altmap: false };
          const asked = answers.find(({ question }) => question === `add sub-section ${bit}`);
          expect(asked?.[model].ok).toBe(guardsOf(model).mayFill(profile, facts, fill).allowed);
        }
      }),
    );
  });
});

describe('both memory models about an operation', () => {
  test('a pmem range that begins within a section is aligned for VMEMMAP, and no range at all for classic', () => {
    const { started } = operationsIn(pmem.log).all.find(({ started }) => started.data.args['start'] === '0x74200000')!;
    const answers = askAboutOperation(pmem.stateAt(started.seq - 1), started);
    expect(answers.filter(answersDiffer).map(words)).toEqual([
      ['mayMapDevice', 'map a device (ZONE_DEVICE)', 'allowed', 'EOPNOTSUPP'],
      ['spanAligned', 'add the range: is it aligned?', 'allowed', 'EINVAL'],
    ]);
  });

  test('the offline that memory holes stopped is refused by both, for the same reason', () => {
    const refused = operationsIn(pmem.log).all.find(({ outcome }) => outcome === 'refused')!;
    const [answer, ...others] = askAboutOperation(pmem.stateAt(refused.started.seq - 1), refused.started);
    expect(others).toEqual([]);
    expect(answer && words(answer)).toEqual(['mayGoOffline', 'go offline', 'EINVAL', 'EINVAL']);
    expect(answer?.vmemmap.reason).toBe(refused.reason);
  });

  test('whatever an operation says its arguments are, the question is asked or left, and nothing breaks', () => {
    const text = fc.oneof(
      fc.string(),
      fc.bigInt({ min: -1n, max: 1n << 65n }).map((value) => `0x${value.toString(16)}`),
    );
    const { started } = operationsIn(pmem.log).all[0]!;
    const name = fc.constantFrom('add_memory', 'remove_memory', 'memremap_pages', 'online', 'offline' as const);
    fc.assert(
      fc.property(name, fc.dictionary(fc.constantFrom('start', 'size', 'block'), text), (called, args) => {
        const answers = askAboutOperation(pmem.stateAt(44), {
          ...started,
          data: { ...started.data, name: called, args },
        });
        expect(Array.isArray(answers)).toBe(true);
      }),
    );
  });
});
