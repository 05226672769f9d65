import { useNavigate, useSearch } from '@tanstack/react-router';

export interface EvidenceState {
  /** `kind/ref` under /v1/evidence, or null when the drawer is closed. */
  path: string | null;
  open: (path: string) => void;
  close: () => void;
}

/** What the drawer shows is in the address, so that a link shows the same proof. */
export function useEvidence(): EvidenceState {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const show = (evidence: string | undefined): void => {
    void navigate({
      to: '.',
      search: ({ evidence: _, ...rest }) => (evidence === undefined ? rest : { ...rest, evidence }),
      resetScroll: false,
    });
  };
  return { path: search.evidence ?? null, open: show, close: () => show(undefined) };
}
