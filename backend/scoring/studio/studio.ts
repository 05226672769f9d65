import type { Dataset } from '../../intake/domain/columns.ts';
import { DomainError } from '../../kernel/errors.ts';
import { OpenedSource } from './opened-source.ts';
import type { StudioBins, StudioBinsRequest, StudioOverview, StudioRequest } from './schemas.ts';

/** Bins of a source to be looked at and changed by hand; nothing is kept but what answers the next question faster. */
export interface Studio {
  overview(request: StudioRequest): Promise<StudioOverview>;
  bins(request: StudioBinsRequest): Promise<StudioBins>;
  close(): Promise<void>;
}

export interface StudioDeps {
  readonly loadDataset: (source: string) => Promise<Dataset>;
  /** Answers whether customers came or were erased since it was asked before: what was opened then is forgotten. */
  readonly hasChanged: () => Promise<boolean>;
}

/** Data sets kept open, and their cells of at most eight bytes all together. */
const MOST_SETS = 4;
const MOST_CELLS = 40_000_000;

interface Loaded {
  readonly opened: Promise<OpenedSource>;
  cells: number;
}

/**
 * The studio in the thread of the caller. Columns live in memory only, bounded in number and size; after a restart, or in another
 * process, they are simply loaded again.
 * @throws {@link DomainError} `studio_data_changed`, `studio_too_large`, what {@link OpenedSource} and loading throw
 */
export function openStudio(deps: StudioDeps): Studio {
  const open = new Map<string, Loaded>();

  const shrink = (): void => {
    const total = () => [...open.values()].reduce((sum, { cells }) => sum + cells, 0);
    for (const oldest of open.keys()) {
      if (open.size <= MOST_SETS && total() <= MOST_CELLS) return;
      open.delete(oldest);
    }
  };

  const load = (source: string): Loaded => {
    const loaded: Loaded = {
      cells: 0,
      opened: deps.loadDataset(source).then((dataset) => {
        loaded.cells = dataset.columns.length * dataset.target.length;
        if (loaded.cells > MOST_CELLS)
          throw new DomainError(
            'studio_too_large',
            'too_large',
            `The studio takes sources of at most ${MOST_CELLS} cells, and this one has ${loaded.cells}.`,
          );
        return new OpenedSource(dataset);
      }),
    };
    // A failure is the answer to whoever waits, and the next one tries again.
    loaded.opened.then(shrink, () => {
      if (open.get(source) === loaded) open.delete(source);
    });
    return loaded;
  };

  const answer = async <T>(request: StudioRequest, work: (opened: OpenedSource) => T): Promise<T> => {
    const { source, datasetHash } = request;
    if (await deps.hasChanged()) open.clear();
    const loaded = open.get(source) ?? load(source);
    open.delete(source);
    open.set(source, loaded);
    const opened = await loaded.opened;
    if (datasetHash !== undefined && datasetHash !== opened.dataset.datasetHash)
      throw new DomainError(
        'studio_data_changed',
        'conflict',
        'The customers of this source are no longer those that the bins were made of; open it again.',
      );
    return work(opened);
  };

  return {
    overview: (request) => answer(request, (opened) => opened.overview(request)),
    bins: (request) => answer(request, (opened) => opened.bins(request)),
    close: async () => open.clear(),
  };
}
