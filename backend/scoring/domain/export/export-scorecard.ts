import { scorecardText, type ScoringDocument } from '../scorecard/scorecard-document.ts';
import { scorecardJavaScript } from './export-javascript.ts';
import { scorecardPmml } from './export-pmml.ts';
import { scorecardSql } from './export-sql.ts';
import type { SqlDialectName } from './sql-dialects.ts';

export const EXPORT_FORMS = ['sql', 'pmml', 'json', 'js'] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];

export interface ExportOptions {
  readonly to: ExportForm;
  /** Of SQL only. */
  readonly dialect: SqlDialectName;
  /** Table that the SQL scores. */
  readonly table: string;
}

export interface ScorecardExport {
  readonly text: string;
  readonly mediaType: string;
  /** Ending of a file that holds it, without a dot. */
  readonly extension: string;
}

/** The document that its hash names, of whatever kind. */
export function jsonExport(document: Parameters<typeof scorecardText>[0]): ScorecardExport {
  return { text: scorecardText(document), mediaType: 'application/json', extension: 'json' };
}

/** The scorecard in a form that runs elsewhere. @throws {@link DomainError} `scorecard_export_impossible` */
export function exportScorecard(document: ScoringDocument, { to, dialect, table }: ExportOptions): ScorecardExport {
  switch (to) {
    case 'sql':
      return { text: scorecardSql(document, { dialect, table }), mediaType: 'application/sql', extension: 'sql' };
    case 'pmml':
      return { text: scorecardPmml(document), mediaType: 'application/xml', extension: 'pmml' };
    case 'js':
      return { text: scorecardJavaScript(document), mediaType: 'text/javascript', extension: 'mjs' };
    case 'json':
      return jsonExport(document);
  }
}
