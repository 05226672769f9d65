/**
 * A reason that a customer is given for a lower score, in words that name the fact. The English follows the sample
 * reasons of Regulation B (12 CFR 1002, appendix C, forms C-1 to C-5) and the key factors of the Fair Credit Reporting
 * Act (15 U.S.C. 1681g(f)); where those are broad the fact is named more closely, as CFPB circular 2022-03 asks.
 */
export interface ReasonCode {
  readonly code: string;
  readonly en: string;
  readonly zh: string;
}

const code = (name: string, en: string, zh: string): ReasonCode => ({ code: name, en, zh });

export const REASON_CODES: readonly ReasonCode[] = [
  code('DQ01', 'Number of payments that were 30 days late or more in the last 12 months', '近 12 个月内逾期 30 天以上的还款次数'),
  code('DQ02', 'A payment that was 60 days late or more', '有过逾期 60 天以上的还款'),
  code('DQ03', 'A payment that was 90 days late or more', '有过逾期 90 天以上的还款'),
  code('DQ04', 'Time since the most recent late payment is too short', '距最近一次逾期的时间过短'),
  code('DQ05', 'Amount that is past due on accounts now', '当前逾期未还的金额'),
  code('DQ06', 'Late payments on credit with us', '在本机构的贷款有逾期记录'),
  code('DQ07', 'Late payments on credit with other lenders', '在其他机构的贷款有逾期记录'),
  code('DQ08', 'Status of the most recent monthly payment', '最近一期的还款状态'),
  code('PR01', 'Collection action or a court judgment on record', '有催收或法院判决记录'),
  code('PR02', 'Bankruptcy on record', '有破产记录'),
  code('PR03', 'Foreclosure or repossession on record', '有抵押物被收回的记录'),
  code('PR04', 'Garnishment of wages or attachment of property on record', '有工资或财产被法院扣押的记录'),
  code('PR05', 'Debt that a lender wrote off', '有被贷款机构核销的债务'),
  code('UT01', 'Balances on revolving accounts are high compared with their limits', '循环额度的使用比例偏高'),
  code('UT02', 'Balance on one revolving account is close to its limit', '有循环账户的余额接近额度上限'),
  code('UT03', 'Amount still owed on instalment loans is high compared with the amount borrowed', '分期贷款的未还余额占原借款的比例偏高'),
  code('UT04', 'Total balance owed on all accounts', '所有账户的未还余额合计'),
  code('UT05', 'Credit limit already granted is low', '已获得的授信额度偏低'),
  code('UT06', 'Amount of the most recent bill', '最近一期账单的金额'),
  code('UT07', 'Amount repaid in recent months is small', '近几个月的还款金额偏少'),
  code('AC01', 'Number of accounts with a balance', '有余额的账户数量'),
  code('AC02', 'Number of accounts opened in the last 24 months', '近 24 个月内新开的账户数量'),
  code('AC03', 'Number of open credit accounts is too small', '在用的信贷账户数量过少'),
  code('AC04', 'Number of loans with us at the same time', '在本机构同时持有的贷款笔数'),
  code('AC05', 'No mortgage or other loan secured by real estate', '没有住房按揭或其他不动产抵押贷款'),
  code('AC06', 'Other instalment plans running with banks or stores', '在银行或商店另有分期计划'),
  code('AG01', 'Time since the oldest account was opened is too short', '最早账户的开立时间过短'),
  code('AG02', 'Time since the most recent account was opened is too short', '最近账户的开立时间过短'),
  code('AG03', 'No credit file was found', '查不到信用档案'),
  code('AG04', 'Credit history of the applicant: credits taken and how they were repaid', '申请人的信用历史：曾有的贷款及其还款情况'),
  code('IN01', 'Number of inquiries by lenders in the last 12 months', '近 12 个月内贷款机构查询信用的次数'),
  code('IN02', 'Time since the most recent inquiry by a lender is too short', '距最近一次贷款机构查询的时间过短'),
  code('IC01', 'Income is low for the amount of credit requested', '相对于申请金额，收入偏低'),
  code('IC02', 'Debt payments are high compared with income', '债务还款占收入的比例偏高'),
  code('IC03', 'Instalment of this loan is high compared with income', '本笔贷款的月供占收入的比例偏高'),
  code('IC04', 'Income could not be verified', '收入无法核实'),
  code('IC05', 'Number of persons who depend on the income', '需要由该收入供养的人数'),
  code('EM01', 'Length of present employment', '现职工作年限'),
  code('EM02', 'Employment is temporary or irregular', '工作为临时或不固定'),
  code('EM03', 'Employment could not be verified', '工作单位无法核实'),
  code('EM04', 'Type of occupation', '职业类别'),
  code('RS01', 'Length of residence at the present address', '在现住址的居住年限'),
  code('RS02', 'Residence is rented or temporary', '住所为租住或临时居住'),
  code('RS03', 'Residence could not be verified', '住址无法核实'),
  code('AS01', 'Balance of the checking account', '支票账户的余额'),
  code('AS02', 'Amount of savings and securities', '储蓄与有价证券的金额'),
  code('AS03', 'Kind of property owned', '所拥有财产的种类'),
  code('AS04', 'Value or type of collateral offered', '所提供抵押物的价值或种类'),
  code('AS05', 'No co-applicant or guarantor', '没有共同借款人或担保人'),
  code('LN01', 'Amount of credit requested', '申请的贷款金额'),
  code('LN02', 'Length of the loan requested', '申请的贷款期限'),
  code('LN03', 'Purpose of the loan', '贷款用途'),
  code('LN04', 'Down payment is low compared with the price', '首付占价款的比例偏低'),
  code('RF01', 'Number of credit references given is too small', '提供的信用证明人数量过少'),
  code('RF02', 'Credit references could not be verified', '提供的信用证明人无法核实'),
  code('RF03', 'Information in the application is missing', '申请资料有缺项'),
  code('BZ01', 'Time in business is too short', '企业经营时间过短'),
  code('BZ02', 'Sales of the business are low for the amount requested', '相对于申请金额，企业营业收入偏低'),
  code('BZ03', 'Cash flow of the business is low compared with its debt payments', '企业现金流相对其偿债支出偏低'),
  code('BZ04', 'Line of business', '企业所属行业'),
  code('BZ05', 'Late payments of the business to its suppliers', '企业对供应商有逾期付款'),
];
