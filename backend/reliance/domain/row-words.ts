import type { Words } from '../../attestation/domain/sentences.ts';

/** Why a row of a file could not be judged. */
const UNREADABLE: Readonly<Record<string, Words>> = {
  row_too_large: { en: 'The row is too long to be a credential.', zh: '该行过长，不可能是凭证。' },
  not_text: { en: 'The row is not text in UTF-8.', zh: '该行不是 UTF-8 文本。' },
  not_json: { en: 'The JSON breaks off here.', zh: 'JSON 在此处中断。' },
  csv_malformed: { en: 'A quote of this row is not closed, or stands inside a cell.', zh: '该行引号未闭合，或出现在单元格内部。' },
  cell_missing: { en: 'The row has no cell in the column of the credential.', zh: '该行缺少凭证所在的列。' },
  cell_empty: { en: 'The cell of the credential is empty.', zh: '凭证所在的单元格为空。' },
  credential_unknown: { en: 'No credential of this installation has this id or digest.', zh: '本系统中没有该编号或摘要的凭证。' },
  credential_not_yours: {
    en: 'Ids and digests can be looked up by the issuer only; hand in the file.',
    zh: '只有签发机构可以按编号或摘要查询，请提交凭证文件。',
  },
  customer_erased: { en: 'The data of the customer have been erased.', zh: '该客户的数据已被删除。' },
};

export function unreadableWords(reason: string): Words {
  return UNREADABLE[reason] ?? { en: 'The row cannot be read.', zh: '该行无法读取。' };
}
