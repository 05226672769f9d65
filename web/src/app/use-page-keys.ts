import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { isTyping } from '../ui/use-row-keys.ts';

const PLACES: Record<string, string> = {
  h: '/',
  v: '/verify',
  c: '/customers',
  s: '/scorecards',
  l: '/ledger',
  y: '/system',
  r: '/requests',
  b: '/bulk',
  w: '/watch',
  m: '/me',
};
const CHORD_MS = 1200;

/** `g` and a letter go to a page, `?` shows the list of keys. */
export function usePageKeys(onHelp: () => void): void {
  const navigate = useNavigate();
  useEffect(() => {
    let chordUntil = 0;
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === '?') {
        onHelp();
        return;
      }
      const to = event.timeStamp < chordUntil ? PLACES[event.key] : undefined;
      chordUntil = event.key === 'g' ? event.timeStamp + CHORD_MS : 0;
      if (to !== undefined) void navigate({ to });
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [navigate, onHelp]);
}
