import { z } from 'zod';
import { Hash32Text } from '../../platform/http/schemas.ts';
import { TapeFaultView } from '../pools/schemas.ts';
import { PreviewView, ReportFile, ReportInput, WadText } from './schemas.ts';

export const PeriodFileQuery = z.strictObject({
  fileName: z.string().min(1).max(200).default('period.csv'),
  /** Index of floating classes, wad. */
  index: WadText.default('0'),
  isCall: z.enum(['true', 'false']).default('false'),
});
/** A closing takes the report that the dry run said, or nothing. */
export const HandOverQuery = PeriodFileQuery.extend({ digest: Hash32Text.optional() });

/** A period file as it was read and compared with its pool, and what closing the period with it would do. */
export const PeriodFileView = z.object({
  file: ReportFile,
  faultCount: z.int(),
  /** The first 1,000, in the order of the file. */
  faults: z.array(TapeFaultView),
  /** Totals of the lines; null while the file has a fault. */
  report: ReportInput.nullable(),
  preview: PreviewView.nullable(),
});
export type PeriodFileView = z.infer<typeof PeriodFileView>;
