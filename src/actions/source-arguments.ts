import type { Argument, OptionSpec } from './action.ts';

export const SOURCE_ARGUMENT: Argument = {
  name: 'source',
  kind: 'source',
  description: 'recording, trace text, log, scenario, or the name of a shipped scenario',
  required: true,
};

export const AT_OPTION: OptionSpec = {
  flags: '--at <when>',
  kind: 'instant',
  description: 'start, end, seq:N, t:SECONDS, or step:NN of a recording',
  fallback: 'end',
};

export const PROFILE_OPTION: OptionSpec = {
  flags: '--profile <name>',
  kind: 'profile',
  description: 'kernel profile where the source names none: v5.7, vmemmap, classic@5.3, 6.1.0-56-amd64',
};

export const KEEP_GOING_OPTION: OptionSpec = {
  flags: '--keep-going',
  description: 'read on past lines that can not be understood; they become line.notUnderstood events',
};

/** Options of every verb that opens a source. */
export const READING_OPTIONS: readonly OptionSpec[] = [PROFILE_OPTION, KEEP_GOING_OPTION];
