import type { Profile } from './kernel/profile.ts';

/**
 * Answers that were given before. The machines are pure, so equal questions under one profile have equal answers; a bound
 * keeps a hostile trace that asks ever new questions from filling memory.
 */
export function answersPerProfile<Answer>(
  most: number,
): (profile: Profile, question: string, ask: () => Answer) => Answer {
  const answers = new WeakMap<Profile, Map<string, Answer>>();
  return (profile, question, ask) => {
    let known = answers.get(profile);
    if (!known || known.size >= most) {
      known = new Map();
      answers.set(profile, known);
    }
    const before = known.get(question);
    if (before !== undefined) return before;
    const answer = ask();
    known.set(question, answer);
    return answer;
  };
}
