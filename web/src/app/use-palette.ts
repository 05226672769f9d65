import { useHotkeys } from '@mantine/hooks';
import { lazy, useEffect, useState } from 'react';

const IDLE_MS = 300;

const load = () => import('./CommandPalette.tsx');

export const LazyCommandPalette = lazy(async () => ({ default: (await load()).CommandPalette }));

/** The palette is fetched when it is first wanted, opens itself then, and from there on listens for its keys by itself. */
export function usePalette(): { wanted: boolean; open: () => void } {
  const [wanted, setWanted] = useState(false);
  // Fetched while nothing else is to do, so that the first letters typed into it are not lost.
  useEffect(() => {
    const waiting = window.setTimeout(() => void load(), IDLE_MS);
    return () => window.clearTimeout(waiting);
  }, []);
  const open = (): void => {
    if (wanted) void load().then(({ palette }) => palette.open());
    else setWanted(true);
  };
  const first = (): void => {
    if (!wanted) setWanted(true);
  };
  useHotkeys([
    ['mod+K', first],
    ['/', first],
  ]);
  return { wanted, open };
}
