import { IconAlertTriangle, IconCircleCheck, IconCircleMinus, IconCircleX, IconClock, IconHelpCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './StatusBadge.module.css';

export type Tone = 'pass' | 'fail' | 'warn' | 'wait' | 'mute' | 'unknown';

const ICONS: Record<Tone, typeof IconClock> = {
  pass: IconCircleCheck,
  fail: IconCircleX,
  warn: IconAlertTriangle,
  wait: IconClock,
  mute: IconCircleMinus,
  unknown: IconHelpCircle,
};

/** State as icon, word and colour together, never colour alone. */
export function StatusBadge({ tone, children }: { tone: Tone; children: ReactNode }) {
  const Icon = ICONS[tone];
  return (
    <span className={classes.badge} data-tone={tone}>
      <Icon size={13} stroke={2} aria-hidden="true" />
      <span>{children}</span>
    </span>
  );
}
