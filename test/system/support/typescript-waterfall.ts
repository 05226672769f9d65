import { DomainError } from '../../../backend/kernel/errors.ts';
import { decodeImage } from '../../../backend/securitization/domain/decode-image.ts';
import { runPeriod } from '../../../backend/securitization/domain/waterfall.ts';
import { initialState } from '../../../backend/securitization/domain/waterfall-state.ts';
import type { Closing, Machine } from '../../independent/campaign.ts';
import { countsOf, reportStruct, stateOfStruct } from './waterfall-structs.ts';

/** The interpreter of the back end. */
export const typescriptWaterfall: Machine = {
  name: 'TypeScript',
  open: async (bytes) => {
    const image = decodeImage(bytes);
    const counts = countsOf(bytes);
    let state = initialState(image);
    return {
      atClosing: stateOfStruct(state, counts),
      close: async (report): Promise<Closing> => {
        try {
          const { next, outcome, postings } = runPeriod(image, state, reportStruct(report));
          state = next;
          return { state: stateOfStruct(next, counts), outcome: { ...outcome, postings } };
        } catch (error) {
          if (error instanceof DomainError) return { refused: error.code };
          throw error;
        }
      },
    };
  },
};
