/** Colours by the inspector's names for them: `test/actions/diagram/style.test.ts` holds them against its theme. */
export const COLOURS = {
  light: {
    '--ground': '#ffffff',
    '--ink': '#16181d',
    '--ink-soft': '#555a63',
    '--line': '#e3e4e1',
    '--control-line': '#85898f',
    '--accent': '#8a5a00',
    '--accent-line': '#d58f00',
    '--accent-soft': '#fdf1d6',
    '--kernel': '#0072b2',
    '--offline': '#a3a8b0',
    '--going-online': '#56b4e9',
    '--going-offline': '#e69f00',
    '--device': '#cc79a7',
    '--good': '#00704f',
    '--refused': '#b34400',
  },
  dark: {
    '--ground': '#14171d',
    '--ink': '#e9ebee',
    '--ink-soft': '#a3aab5',
    '--line': '#272c35',
    '--control-line': '#79818d',
    '--accent': '#f0b440',
    '--accent-line': '#f0b440',
    '--accent-soft': '#39301a',
    '--kernel': '#3d97d6',
    '--offline': '#5d6570',
    '--going-online': '#7cc8f2',
    '--going-offline': '#e69f00',
    '--device': '#d68bb4',
    '--good': '#35c79b',
    '--refused': '#ff8247',
  },
} as const;

/** How a drawing looks, in a file and in the inspector alike. */
export const RULES = `
.statechart { font: 12px system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; color: var(--ink); }
.statechart text { fill: var(--ink); stroke: none; }
.statechart .box { fill: var(--ground); stroke: var(--control-line); }
.statechart .end { fill: none; stroke: var(--control-line); }
.statechart .empty .name, .statechart .empty .tally { fill: var(--ink-soft); }
.statechart .tally { font-weight: 650; text-anchor: end; font-variant-numeric: tabular-nums; }
.statechart .label, .statechart .mono { font: 10px ui-monospace, 'SF Mono', 'DejaVu Sans Mono', monospace; }
.statechart .label { fill: var(--ink-soft); }
.statechart .ground { fill: none; stroke: none; }
.statechart .arrow .ground { fill: var(--ground); }
.statechart .line { fill: none; stroke: var(--control-line); }
.statechart .head { fill: var(--control-line); stroke: none; }
.statechart .start circle { fill: var(--ink); }
.statechart .went { fill: var(--ink); font-weight: 700; }
.statechart .way > .line { stroke: var(--ink); }
.statechart .way > .head { fill: var(--ink); }
.statechart .way > .label { fill: var(--ink); }
.statechart .unused > .line { stroke-dasharray: 2 3; }
.statechart .before > .line { stroke: var(--ink); stroke-width: 1.6; }
.statechart .before > .head { fill: var(--ink); }
.statechart .label.before { fill: var(--ink); font-weight: 700; }
.statechart .last > .line { stroke: var(--accent-line); stroke-width: 2.4; }
.statechart .last > .head { fill: var(--accent-line); stroke: var(--accent-line); }
.statechart .ground.last, .statechart .arrow .ground.last { fill: var(--accent-soft); }
.statechart .label.last { fill: var(--accent); font-weight: 700; }
.statechart .active .box { fill: var(--accent-soft); stroke: var(--ink); stroke-width: 2; }
.statechart .active .name { font-weight: 700; fill: var(--ink); }
.statechart .tint { fill: var(--control-line); opacity: 0.45; }
.statechart .is-online .tint { fill: var(--kernel); opacity: 1; }
.statechart .is-offline .tint, .statechart .is-partiallyPopulated .tint { fill: var(--offline); opacity: 1; }
.statechart .is-goingOnline .tint { fill: var(--going-online); opacity: 1; }
.statechart .is-goingOffline .tint { fill: var(--going-offline); opacity: 1; }
.statechart .is-mapped .tint, .statechart .is-tainted .tint { fill: var(--device); opacity: 1; }
.statechart .is-done .tint { fill: var(--good); opacity: 1; }
.statechart :is(.is-refused, .is-failed, .is-cancelled, .is-rolledBack, .is-leftOrphans, .is-crashed) .tint { fill: var(--refused); opacity: 1; }
.statechart :is(.is-removed, .is-none) .tint { opacity: 0; }
@media (forced-colors: active) {
  .statechart text, .statechart .start circle, .statechart .head { fill: CanvasText !important; }
  .statechart .box, .statechart .arrow .ground { fill: Canvas !important; }
  .statechart .box, .statechart .end, .statechart .line { stroke: CanvasText !important; }
  .statechart .active .box, .statechart .last .line { stroke: Highlight !important; }
  .statechart .last .head { fill: Highlight !important; }
  .statechart .active .box { stroke-width: 3; }
}
`.trim();
