import { AskLater } from './ask/AskLater.tsx';
import { CompareDialog } from './compare/CompareDialog.tsx';
import { WhatIf } from './compare/WhatIf.tsx';
import { EventList } from './events/EventList.tsx';
import { logProblem, openLog } from './log/open-log.ts';
import { PhysicalMap } from './map/Map.tsx';
import { Panel } from './panel/Panel.tsx';
import { dialog } from './shell/dialog.ts';
import { Goto } from './shell/Goto.tsx';
import { Header, Nameplate } from './shell/Header.tsx';
import { Help } from './shell/Help.tsx';
import { Nothing } from './shell/Nothing.tsx';
import { Notices } from './shell/Notices.tsx';
import { CommandPalette } from './shell/Palette.tsx';
import { Watches } from './shell/Watches.tsx';
import { Timeline } from './time/Timeline.tsx';

export function Inspector() {
  return (
    <>
      {openLog.value ? <Header /> : <Nameplate />}
      <Notices />
      {openLog.value ? (
        <>
          <Timeline />
          <main>
            <PhysicalMap />
            <Panel />
          </main>
          <EventList />
        </>
      ) : (
        !logProblem.value && <Nothing />
      )}
      {dialog.value === 'palette' && <CommandPalette />}
      {dialog.value === 'help' && <Help />}
      {dialog.value === 'goto' && <Goto />}
      {dialog.value === 'watches' && <Watches />}
      {dialog.value === 'compare' && <CompareDialog />}
      {dialog.value === 'whatif' && <WhatIf />}
      {dialog.value === 'ask' && <AskLater />}
    </>
  );
}
