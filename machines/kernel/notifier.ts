/** Memory notifier actions (include/linux/memory.h). */
export const NOTIFIER_ACTIONS = [
  'MEM_ONLINE',
  'MEM_GOING_OFFLINE',
  'MEM_OFFLINE',
  'MEM_GOING_ONLINE',
  'MEM_CANCEL_ONLINE',
  'MEM_CANCEL_OFFLINE',
  'MEM_PREPARE_ONLINE',
  'MEM_FINISH_OFFLINE',
] as const;
export type NotifierAction = (typeof NOTIFIER_ACTIONS)[number];

/** How MEM_* are numbered: one bit each up to 6.18, an enum from 6.19 and in 6.12.117 (docs/kernel.md §4.12). */
export type NotifierNumbering = 'bits' | 'enum';

/** The action that a number stands for, or undefined when the numbering has no such number. */
export function notifierAction(numbering: NotifierNumbering, value: number): NotifierAction | undefined {
  const index = numbering === 'enum' ? value : Math.log2(value);
  return Number.isInteger(index) && index >= 0 ? NOTIFIER_ACTIONS[index] : undefined;
}

/** The state words of a memory block use the numbers of MEM_ONLINE, MEM_GOING_OFFLINE and MEM_OFFLINE. */
export function notifierNumber(numbering: NotifierNumbering, action: NotifierAction): number {
  const index = NOTIFIER_ACTIONS.indexOf(action);
  return numbering === 'enum' ? index : 2 ** index;
}
