/** Fixed words of the printed receipt. */
export interface ReceiptLabels {
  readonly title: string;
  readonly verdict: string;
  readonly groups: { readonly file: string; readonly issuer: string; readonly ledger: string; readonly you: string };
  readonly madeFor: string;
  readonly madeAt: string;
  readonly block: string;
  readonly ledger: string;
  readonly checker: string;
  readonly credential: string;
  readonly issuer: string;
  readonly place: string;
  readonly validity: string;
  readonly model: string;
  readonly shown: string;
  readonly nothing: string;
  readonly unread: string;
  readonly checks: string;
  readonly hash: string;
  readonly signature: string;
  readonly signer: string;
  readonly how: string;
  readonly page: string;
}

const EN: ReceiptLabels = {
  title: 'Verification receipt',
  verdict: 'Verdict',
  groups: { file: 'The file', issuer: 'The issuer', ledger: 'The ledger', you: 'For the one who asked' },
  madeFor: 'Checked for',
  madeAt: 'Checked at',
  block: 'As of block',
  ledger: 'Ledger',
  checker: 'Checked by',
  credential: 'Credential',
  issuer: 'Issuer',
  place: 'Batch {batch}, number {index}',
  validity: 'Issued and valid until',
  model: 'Model',
  shown: 'Fields shown',
  nothing: 'none',
  unread: 'The file could not be read as a credential.',
  checks: 'Checks',
  hash: 'Receipt hash',
  signature: 'Signature',
  signer: 'Signed by',
  how: 'To verify without a network: credence receipt verify FILE --key {signer}. The code holds the receipt hash: keccak256 of the canonical JSON (RFC 8785) of the receipt, signed as a personal message (EIP-191).',
  page: 'Page {page} of {pages}',
};

const ZH: ReceiptLabels = {
  title: '核验收据',
  verdict: '结论',
  groups: { file: '文件', issuer: '签发机构', ledger: '账本', you: '对核验方' },
  madeFor: '核验方',
  madeAt: '核验时间',
  block: '截至区块',
  ledger: '账本',
  checker: '核验程序',
  credential: '凭证',
  issuer: '签发机构',
  place: '批次 {batch}，编号 {index}',
  validity: '签发与有效期至',
  model: '模型',
  shown: '已展示字段',
  nothing: '无',
  unread: '无法将该文件读作凭证。',
  checks: '检查项',
  hash: '收据哈希',
  signature: '签名',
  signer: '签名密钥',
  how: '离线验证：credence receipt verify FILE --key {signer}。二维码内容为收据哈希，即收据规范 JSON（RFC 8785）的 keccak256，并按个人消息（EIP-191）签名。',
  page: '第 {page} 页，共 {pages} 页',
};

export function receiptLabels(lang: 'en' | 'zh'): ReceiptLabels {
  return lang === 'en' ? EN : ZH;
}

/** Which part of the page a check belongs to. */
export function groupOf(check: string): keyof ReceiptLabels['groups'] {
  if (check.startsWith('issuer') || check === 'signatureValid') return 'issuer';
  if (['wellFormed', 'rightChain', 'rightContract', 'fieldsMatchRoot', 'notExpired'].includes(check)) return 'file';
  return ['presentedToYou', 'thresholdsMet', 'accepted'].includes(check) ? 'you' : 'ledger';
}
