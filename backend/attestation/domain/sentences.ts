import type { Check, CheckId, Judgement, Verdict } from './check-list.ts';

/** One sentence in the languages of the console. */
export interface Words {
  readonly en: string;
  readonly zh: string;
}

type Sentence = readonly [en: string, zh: string];

/** What a passed check means. */
const PASSED: Readonly<Record<CheckId, Sentence>> = {
  wellFormed: ['The file is well-formed.', '文件格式正确。'],
  rightChain: ['It belongs to chain {found}.', '凭证属于链 {found}。'],
  rightContract: ['It belongs to the ledger {found}.', '凭证属于账本合约 {found}。'],
  fieldsMatchRoot: ['All {shown} shown fields give the signed root.', '展示的 {shown} 个字段与签名中的根一致。'],
  signatureValid: ['It is signed by {signer}, a key of the issuer.', '由机构的密钥 {signer} 签名。'],
  issuerAccreditedAtSigning: ['Issuer {issuer} was accredited when it signed.', '签发时机构 {issuer} 已获认可。'],
  issuerAccreditedNow: ['The issuer is accredited as of block {block}.', '截至区块 {block}，该机构仍获认可。'],
  rootAnchored: ['Its batch {batch} was anchored in block {block}.', '所在批次 {batch} 已锚定于区块 {block}。'],
  included: ['It stands at position {position} of {leaves} in its batch.', '在批次的 {leaves} 份凭证中位于第 {position} 位（从 0 计）。'],
  batchInForce: ['Batch {batch} is in force as of block {block}.', '截至区块 {block}，批次 {batch} 有效。'],
  notRevoked: ['Number {index} is not revoked as of block {block}.', '截至区块 {block}，编号 {index} 未被撤销。'],
  notSuperseded: ['Number {index} is not superseded as of block {block}.', '截至区块 {block}，编号 {index} 未被取代。'],
  notSuspended: ['Number {index} is not suspended as of block {block}.', '截至区块 {block}，编号 {index} 未被暂停。'],
  isNewest: ['Batch {batch} knows no newer credential of the subject.', '最新批次 {batch} 中没有该主体更新的凭证。'],
  notExpired: ['It has not expired.', '凭证在有效期内。'],
  presentedToYou: ['The holder signed it for {verifier}.', '持有人为 {verifier} 签署了本次出示。'],
  thresholdsMet: ['The thresholds are proven: {thresholds}.', '门槛已证明：{thresholds}。'],
  accepted: ['It meets the terms of the profile.', '符合接受条件。'],
};

/** Why a check failed, was left open or was skipped. */
const REASONS: Readonly<Record<string, Sentence>> = {
  too_large: ['The file is too large: {detail}.', '文件过大，最多读取 65536 字节。'],
  not_text: ['The file is not text in UTF-8.', '文件不是 UTF-8 文本。'],
  not_json: ['The file is not JSON.', '文件不是 JSON。'],
  not_cbor: ['The bytes are not CBOR in the only allowed form: {detail}.', '字节不是规定形式的 CBOR。'],
  not_qr: ['The code cannot be read: {detail}.', '二维码或链接的内容残缺或被改动。'],
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
  signature_refused_by_contract: ['The contract of the signer refuses the signature.', '签名者的合约拒绝该签名。'],
  passkey_answer_differs: ['The passkey signed something else.', '通行密钥签署的是其他内容。'],
  no_signature: ['It carries no signature, and the anchor is not proven.', '没有签名，锚定也未得到证明。'],
  contract_not_asked: ['The contract of the signer could not be asked.', '无法询问签名者的合约。'],
  signature_invalid: ['Not asked, because the signature is not valid.', '签名无效，未作检查。'],
  issuer_unknown: ['The ledger does not know the issuer.', '账本上没有该机构。'],
  issuer_not_active_then: ['Issuer {issuer} was not accredited when it signed.', '签发时机构 {issuer} 未获认可。'],
  key_not_valid_then: ['The key {signer} was not valid when it signed.', '签发时密钥 {signer} 无效。'],
  issuer_suspended: ['The issuer is suspended.', '该机构已被暂停。'],
  no_anchor: ['The credential is not anchored yet.', '凭证尚未锚定。'],
  anchor_promised: ['The issuer promised to anchor it by {anchorBy}.', '机构承诺在 {anchorBy} 之前锚定。'],
  receipt_overdue: ['The issuer promised to anchor it by {anchorBy} and did not.', '机构承诺在 {anchorBy} 之前锚定，但未兑现。'],
  receipt_signature_invalid: ['The signature of the receipt is not valid.', '回执的签名无效。'],
  receipt_not_by_issuer: ['The receipt is signed by {signer}, which is no key of the issuer.', '回执的签名者 {signer} 不是该机构的密钥。'],
  receipt_key_ended: ['The key {signer} of the receipt is no longer valid.', '回执的签名密钥 {signer} 已失效。'],
  batch_not_on_ledger: ['The ledger has no batch {batch} of the issuer.', '账本上没有该机构的批次 {batch}。'],
  batch_differs_from_ledger: ['The ledger holds something else for batch {batch}.', '账本上批次 {batch} 的内容与凭证不符。'],
  reference_differs_from_ledger: ['{field} is not where the ledger anchored batch {batch}.', '{field} 与账本锚定批次 {batch} 的位置不符。'],
  path_misses_root: ['Its path does not lead to the root of the batch.', '凭证的路径不通向批次的根。'],
  model_differs_from_batch: ['The batch was anchored for another model.', '该批次锚定的是另一个模型。'],
  revoked: ['The issuer revoked credential number {index}.', '机构已撤销编号 {index} 的凭证。'],
  batch_frozen: ['Batch {batch} is frozen.', '批次 {batch} 已被冻结。'],
  batch_revoked: ['Batch {batch} is revoked.', '批次 {batch} 已被整体撤销。'],
  batch_superseded: ['Batch {batch} is superseded.', '批次 {batch} 已被整体取代。'],
  superseded: ['A newer credential superseded number {index}.', '编号 {index} 已被更新的凭证取代。'],
  suspended: ['The issuer suspended credential number {index}.', '机构已暂停编号 {index} 的凭证。'],
  freshness_not_asked: ['Nobody asked for a newer one.', '未要求检查是否有更新的凭证。'],
  no_state_root: ['The newest batch commits to no state.', '最新批次没有状态根。'],
  newer_exists: [
    'The newest batch knows a newer credential of the subject, number {index}.',
    '最新批次中有该主体更新的凭证，编号 {index}。',
  ],
  state_proof_malformed: ['The state proof is malformed.', '状态证明格式有误。'],
  state_proof_of_other: ['The state proof is of another ledger, issuer or subject.', '状态证明属于其他账本、机构或主体。'],
  state_proof_stale: [
    'The state proof is of batch {batch}, but batch {newest} is the newest.',
    '状态证明来自批次 {batch}，但最新批次是 {newest}。',
  ],
  state_proof_not_on_ledger: ['The ledger holds something else for batch {batch}.', '账本上批次 {batch} 的内容与状态证明不符。'],
  state_proof_invalid: ['The state proof does not lead to the state root.', '状态证明不通向状态根。'],
  state_contradicts: ['The state root contradicts the credential.', '状态根与凭证矛盾。'],
  no_presentation: ['It is no presentation.', '不是出示文件。'],
  credential_not_bound: ['The credential is bound to no holder.', '凭证未绑定持有人。'],
  holder_differs: ['The key {holder} is not that of the holder.', '密钥 {holder} 不是持有人的密钥。'],
  presentation_not_by_holder: ['It is signed by {signer}, not by the holder.', '签名者 {signer} 不是持有人。'],
  presentation_expired: ['The presentation ended.', '出示的有效期已过。'],
  audience_not_named: ['It is for {verifier}; nobody said who asks here.', '出示对象为 {verifier}，此处未说明由谁验证。'],
  for_another_verifier: ['It is for {verifier}.', '出示对象为 {verifier}。'],
  challenge_differs: ['It answers another challenge.', '回应的是另一个质询。'],
  purpose_differs: ['It is for another purpose: {purpose}.', '用途不同：{purpose}。'],
  no_threshold: ['No threshold is shown.', '未展示门槛。'],
  threshold_not_proven: ['The threshold {kind} {threshold} is not proven.', '门槛 {kind} {threshold} 未得到证明。'],
  no_profile: ['No terms are set.', '未设接受条件。'],
  issuer_not_accepted: ['Issuer {issuer} is not accepted.', '不接受机构 {issuer}。'],
  model_not_accepted: ['The model {model} is not accepted.', '不接受模型 {model}。'],
  too_old: ['It is older than {days} days.', '凭证已超过 {days} 天。'],
  grade_not_shown: ['The grade is not shown.', '未展示等级。'],
  grade_not_accepted: ['Grade {grade} is not accepted.', '不接受等级 {grade}。'],
  score_too_low: ['The score {score} is below {least}.', '评分 {score} 低于 {least}。'],
  score_not_shown: ['A score of at least {least} is not shown.', '未展示不低于 {least} 的评分。'],
  pd_too_high: ['The probability of default is above {most} basis points.', '违约概率高于 {most} 个基点。'],
  pd_not_shown: ['A probability of default of at most {most} basis points is not shown.', '未展示不高于 {most} 个基点的违约概率。'],
  newest_required: ['It is not shown to be the newest.', '未证明这是最新的凭证。'],
  presentation_required: ['It is not presented to you.', '未向您出示。'],
  purpose_not_accepted: ['The purpose {purpose} is not accepted.', '不接受用途 {purpose}。'],
  expired: ['The credential has expired.', '凭证已过期。'],
  ledger_not_asked: ['The ledger was not asked.', '未查询账本。'],
  ledger_unreachable: ['The ledger could not be reached.', '无法连接账本。'],
  proof_malformed: ['The saved proof is malformed.', '离线证明格式有误。'],
  proof_of_other_ledger: ['The saved proof is of another ledger.', '离线证明属于其他账本。'],
  proof_of_other_issuer: ['The saved proof is of another issuer.', '离线证明属于其他机构。'],
  proof_of_other_batch: ['The saved proof is of another batch.', '离线证明属于其他批次。'],
  proof_signature_invalid: ['The saved proof is not signed by the issuer.', '离线证明不是由该机构签名。'],
  proof_signer_not_trusted: ['The saved proof is signed by a key that is not trusted here.', '离线证明的签名密钥不在信任名单中。'],
  proof_too_old: ['The saved proof is too old.', '离线证明过旧。'],
  checkpoint_missing: ['The saved proof carries no cosigned checkpoint.', '离线证明没有联署的检查点。'],
  checkpoint_not_cosigned: ['Too few trusted cosigners signed the checkpoint.', '检查点的可信联署不足。'],
  checkpoint_of_other_log: ['The cosigned checkpoint is of another state of the log.', '联署的检查点属于日志的其他状态。'],
  not_in_checkpoint: ['Cosigners vouch for the batches only.', '联署方只为批次作证。'],
  proof_path_misses_root: ['The saved proof does not lead to the root of the log.', '离线证明不通向日志的根。'],
};

const VERDICTS: Readonly<Record<Verdict, Sentence>> = {
  valid: ['Valid: genuine, anchored, not revoked and not expired.', '有效：真实、已锚定、未撤销、未过期。'],
  malformed: ['Malformed.', '格式有误。'],
  forged: ['Forged or altered.', '伪造或被改动。'],
  wrongChain: ['Of another ledger.', '属于其他账本。'],
  notAnchored: ['Not anchored.', '未锚定。'],
  pending: ['Promised, not yet anchored.', '已承诺，尚未锚定。'],
  frozen: ['Frozen.', '已冻结。'],
  revoked: ['Revoked.', '已撤销。'],
  suspended: ['Suspended.', '已暂停。'],
  superseded: ['Superseded.', '已被取代。'],
  expired: ['Expired.', '已过期。'],
  notForYou: ['Not made for you.', '不是为您出示的。'],
  notAccepted: ['Not accepted.', '不被接受。'],
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
