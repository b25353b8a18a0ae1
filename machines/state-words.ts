/**
 * A machine's state in prose: `partiallyPopulated` is partially populated, `goingOffline` (in sysfs `going-offline`) is going
 * offline.
 */
export const stateInWords = (state: string): string =>
  state.replace(/[A-Z]|-/g, (letter) => (letter === '-' ? ' ' : ` ${letter.toLowerCase()}`));

/** Whether a text names a state: by its name, in prose, or with hyphens as sysfs writes it. */
export const isStateName = (text: string, state: string): boolean => stateInWords(text) === stateInWords(state);
