import type { Check, CheckId, Judgement, Verdict } from './check-list.ts';

/** One sentence in the languages of the console. */
export interface Words {
  readonly en: string;
  readonly zh: string;
}

type Sentence = readonly [en: string, zh: string];

/** What a passed check means. */
const PASSED: Readonly<Record<CheckId, Sentence>> = {
  wellFormed: ['The file is a well-formed credential.', '文件格式正确，是一份凭证。'],
  rightChain: ['It belongs to chain {found}.', '凭证属于链 {found}。'],
  rightContract: ['It belongs to the ledger {found}.', '凭证属于账本合约 {found}。'],
  fieldsMatchRoot: ['All {shown} shown fields give the signed root.', '展示的 {shown} 个字段与签名中的根一致。'],
  signatureValid: ['It is signed by {signer}, a key of the issuer.', '由机构的密钥 {signer} 签名。'],
  issuerAccreditedAtSigning: ['Issuer {issuer} was accredited when it signed.', '签发时机构 {issuer} 已获认可。'],
  issuerAccreditedNow: ['The issuer is accredited as of block {block}.', '截至区块 {block}，该机构仍获认可。'],
  rootAnchored: ['Its batch {batch} was anchored in block {block}.', '所在批次 {batch} 已锚定于区块 {block}。'],
  included: ['It stands at position {position} of {leaves} in its batch.', '在批次的 {leaves} 份凭证中位于第 {position} 位（从 0 计）。'],
  notRevoked: ['Number {index} is not revoked as of block {block}.', '截至区块 {block}，编号 {index} 未被撤销。'],
  notExpired: ['It has not expired.', '凭证在有效期内。'],
};

/** Why a check failed, was left open or was skipped. */
const REASONS: Readonly<Record<string, Sentence>> = {
  too_large: ['The file is too large: {detail}.', '文件过大，最多读取 65536 字节。'],
  not_text: ['The file is not text in UTF-8.', '文件不是 UTF-8 文本。'],
  not_json: ['The file is not JSON.', '文件不是 JSON。'],
  too_deep: ['The file nests too deep at {field}.', '文件在 {field} 处嵌套过深。'],
  duplicate_field: ['{field} is given twice.', '{field} 重复出现。'],
  missing_field: ['{field} is missing.', '缺少 {field}。'],
  unknown_field: ['{field} is not a member of a credential.', '{field} 不是凭证的成员。'],
  wrong_type: ['{field} has the wrong type: {detail}.', '{field} 的类型不对。'],
  wrong_format: ['{field} is written wrongly: {detail}.', '{field} 的书写格式不对。'],
  wrong_value: ['{field} has the wrong value: {detail}.', '{field} 的值不对。'],
  out_of_range: ['{field} is out of range: {detail}.', '{field} 超出范围。'],
  malformed: ['Not asked, because the file is malformed.', '文件格式有误，未作检查。'],
  wrong_chain: ['Not asked, because the credential belongs to another ledger.', '凭证属于其他账本，未作检查。'],
  no_trusted_ledger: ['No trusted ledger is named to compare with.', '未指定可信的账本，无法比较。'],
  other_chain: ['It belongs to chain {found}, not to chain {expected}.', '凭证属于链 {found}，而不是链 {expected}。'],
  other_contract: ['It belongs to the contract {found}, not to {expected}.', '凭证属于合约 {found}，而不是 {expected}。'],
  fields_differ_from_root: ['A field was changed: the fields do not give the signed root.', '有字段被改动：字段与签名中的根不一致。'],
  field_contradicts_credit: ['The field {field} says something else than the signed statement.', '字段 {field} 与签名内容矛盾。'],
  signature_zero: ['The signature is empty.', '签名为空。'],
  signature_wrong_v: ['The signature ends with a wrong recovery number.', '签名的恢复标识不对。'],
  signature_out_of_range: ['The numbers of the signature are out of range.', '签名数值超出范围。'],
  signature_high_s: ['The signature is written in its second, forbidden form.', '签名采用了被禁止的第二种形式。'],
  signature_unrecoverable: ['No key can have made the signature.', '没有任何密钥能产生该签名。'],
  signer_is_not_issuer: ['It is signed by {signer}, which is no key of the issuer.', '签名者 {signer} 不是该机构的密钥。'],
  issuer_keys_unknown: ['It is signed by {signer}; whose key that is could not be asked.', '签名者为 {signer}，无法查询其归属。'],
  anchor_proves_issuer: ['Not needed: only the issuer could anchor it.', '无需检查：只有该机构才能锚定它。'],
  signature_invalid: ['Not asked, because the signature is not valid.', '签名无效，未作检查。'],
  issuer_unknown: ['The ledger does not know the issuer.', '账本上没有该机构。'],
  issuer_not_active_then: ['Issuer {issuer} was not accredited when it signed.', '签发时机构 {issuer} 未获认可。'],
  key_not_valid_then: ['The key {signer} was not valid when it signed.', '签发时密钥 {signer} 无效。'],
  issuer_suspended: ['The issuer is suspended.', '该机构已被暂停。'],
  no_anchor: ['The credential is not anchored yet.', '凭证尚未锚定。'],
  batch_not_on_ledger: ['The ledger has no batch {batch} of the issuer.', '账本上没有该机构的批次 {batch}。'],
  batch_differs_from_ledger: ['The ledger holds something else for batch {batch}.', '账本上批次 {batch} 的内容与凭证不符。'],
  reference_differs_from_ledger: ['{field} is not where the ledger anchored batch {batch}.', '{field} 与账本锚定批次 {batch} 的位置不符。'],
  path_misses_root: ['Its path does not lead to the root of the batch.', '凭证的路径不通向批次的根。'],
  model_differs_from_batch: ['The batch was anchored for another model.', '该批次锚定的是另一个模型。'],
  revoked: ['The issuer revoked credential number {index}.', '机构已撤销编号 {index} 的凭证。'],
  expired: ['The credential has expired.', '凭证已过期。'],
  ledger_not_asked: ['The ledger was not asked.', '未查询账本。'],
  ledger_unreachable: ['The ledger could not be reached.', '无法连接账本。'],
  proof_malformed: ['The saved proof is malformed.', '离线证明格式有误。'],
  proof_of_other_ledger: ['The saved proof is of another ledger.', '离线证明属于其他账本。'],
  proof_of_other_issuer: ['The saved proof is of another issuer.', '离线证明属于其他机构。'],
  proof_of_other_batch: ['The saved proof is of another batch.', '离线证明属于其他批次。'],
  proof_signature_invalid: ['The saved proof is not signed by the issuer.', '离线证明不是由该机构签名。'],
  proof_signer_not_trusted: ['The saved proof is signed by a key that is not trusted here.', '离线证明的签名密钥不在信任名单中。'],
  proof_path_misses_root: ['The saved proof does not lead to the root of the log.', '离线证明不通向日志的根。'],
};

const VERDICTS: Readonly<Record<Verdict, Sentence>> = {
  valid: ['Valid: genuine, anchored, not revoked and not expired.', '有效：真实、已锚定、未撤销、未过期。'],
  malformed: ['Malformed.', '格式有误。'],
  forged: ['Forged or altered.', '伪造或被改动。'],
  wrongChain: ['Of another ledger.', '属于其他账本。'],
  notAnchored: ['Not anchored.', '未锚定。'],
  revoked: ['Revoked.', '已撤销。'],
  expired: ['Expired.', '已过期。'],
  unaccredited: ['Issuer not accredited.', '机构未获认可。'],
  undetermined: ['Undetermined.', '无法判定。'],
};

/** Every reason that has a sentence. */
export const REASON_CODES: readonly string[] = Object.keys(REASONS);

/** A value of a reason is data of the file and can be long: show its ends only. */
function short(value: string): string {
  return value.length <= 60 ? value : `${value.slice(0, 40)}…${value.slice(-12)}`;
}

function fill(sentence: string, params: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => short(params[name] ?? '?'));
}

/** What `check` found, in words. */
export function checkWords(check: Check): Words {
  const sentence = check.status === 'pass' ? PASSED[check.id] : (REASONS[check.reason] ?? [check.reason, check.reason]);
  return { en: fill(sentence[0], check.params), zh: fill(sentence[1], check.params) };
}

/** The verdict in one sentence: what it is, and the finding that decided. */
export function verdictWords({ verdict, decisive }: Judgement): Words {
  const [en, zh] = VERDICTS[verdict];
  if (decisive === null) return { en, zh };
  const because = checkWords(decisive);
  return { en: `${en.slice(0, -1)}: ${because.en.charAt(0).toLowerCase()}${because.en.slice(1)}`, zh: `${zh.slice(0, -1)}：${because.zh}` };
}
