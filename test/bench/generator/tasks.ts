import type { Actor } from '../../../events/event.ts';
import type { Random } from './random.ts';

/** Who works on memory. Each has a few processes, which last; a shell or a tool is a new one every time it is started. */
export const TASKS = ['udev', 'shell', 'ndctl', 'daxctl', 'virtio', 'acpi'] as const;
export type Task = (typeof TASKS)[number];

/** Names of tasks as the kernel shows them: 15 characters at most. */
const NAMES: Readonly<Record<Task, string>> = {
  udev: '(udev-worker)',
  shell: 'bash',
  ndctl: 'ndctl',
  daxctl: 'daxctl',
  virtio: 'kworker/u515:2',
  acpi: 'kworker/u514:0',
};

/** Processes of a kind that a log shows at most: so that who did what stays a small part of it. */
const PROCESSES: Readonly<Record<Task, number>> = { udev: 32, shell: 600, ndctl: 300, daxctl: 100, virtio: 8, acpi: 4 };
const CPUS = 448;
const FIRST_PID = 612;

/** A process of a kind, as it works now. Which CPU it is on lasts as long as the process. */
export function actorOf(task: Task, random: Random): Actor {
  const index = random.below(PROCESSES[task]);
  const pid = FIRST_PID + TASKS.indexOf(task) * 1000 + index * (task === 'shell' ? 37 : 3);
  return { task: NAMES[task], pid, cpu: (pid * 31) % CPUS };
}
