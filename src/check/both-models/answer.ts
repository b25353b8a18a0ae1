import type { Verdict } from '../../../machines/guards/verdict.ts';
import { type Profile, whyNotBuildable, withMemoryModel } from '../../../machines/kernel/profile.ts';
import type { MemoryModel } from '../../../machines/kernel/traits.ts';

/** What one memory model answers to a question. */
export interface ModelAnswer {
  readonly ok: boolean;
  /** `allowed`, `yes`, `no`, the errno of a refusal, or `a warning` where the kernel refuses and returns nothing. */
  readonly word: string;
  /** Why not; null where there is nothing to say. */
  readonly reason: string | null;
  /** Kernel function and releases that a refusal comes from. */
  readonly source: string | null;
}

/** One question, asked of the guards of both memory models. */
export interface BothAnswers {
  /** The guard's name, as both guard sets have it. */
  readonly guard: string;
  readonly question: string;
  readonly vmemmap: ModelAnswer;
  readonly classic: ModelAnswer;
}

export const answersDiffer = ({ vmemmap, classic }: BothAnswers): boolean =>
  vmemmap.ok !== classic.ok || vmemmap.word !== classic.word;

const ofVerdict = (verdict: Verdict): ModelAnswer =>
  verdict.allowed
    ? { ok: true, word: 'allowed', reason: null, source: null }
    : { ok: false, word: verdict.errno ?? 'a warning', reason: verdict.reason, source: verdict.source };

const ofFact = (ok: boolean): ModelAnswer => ({ ok, word: ok ? 'yes' : 'no', reason: null, source: null });

/** Why one memory model's answers are a what-if: no such kernel can be built. Null where either can. */
export const whyHypothetical = (profile: Profile): string | null =>
  whyNotBuildable(withMemoryModel(profile, 'classic'));

/** Asks a question of a kernel under each memory model; the same release, architecture and page size. */
export function askBoth(
  profile: Profile,
  guard: string,
  question: string,
  ask: (profile: Profile) => Verdict | boolean,
): BothAnswers {
  const under = (model: MemoryModel): ModelAnswer => {
    const answer = ask(withMemoryModel(profile, model));
    return typeof answer === 'boolean' ? ofFact(answer) : ofVerdict(answer);
  };
  return { guard, question, vmemmap: under('vmemmap'), classic: under('classic') };
}
