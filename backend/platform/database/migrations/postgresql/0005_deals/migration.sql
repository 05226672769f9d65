-- CreateTable
CREATE TABLE "DealDraft" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "file" TEXT NOT NULL,
    "documentHash" TEXT NOT NULL,
    "imageHash" TEXT,
    "poolId" TEXT,
    "state" TEXT NOT NULL,
    "deal" TEXT,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "DealDraft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Deal" (
    "chainId" INTEGER NOT NULL,
    "address" TEXT NOT NULL,
    "originator" TEXT NOT NULL,
    "asset" TEXT NOT NULL,
    "trustee" TEXT NOT NULL,
    "residualAccount" TEXT NOT NULL,
    "servicerKey" TEXT NOT NULL,
    "documentHash" TEXT NOT NULL,
    "image" TEXT NOT NULL,
    "payees" TEXT NOT NULL,
    "offeringEnd" BIGINT NOT NULL,
    "loanCount" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "machine" TEXT,
    "lastPeriod" INTEGER NOT NULL DEFAULT 0,
    "latePeriod" INTEGER NOT NULL DEFAULT 0,
    "isServicerDefault" BOOLEAN NOT NULL DEFAULT false,
    "nextServicerKey" TEXT,
    "nextServicerFrom" BIGINT,
    "reserveAtClosing" TEXT NOT NULL DEFAULT '0',
    "proceeds" TEXT NOT NULL DEFAULT '0',
    "createdTime" BIGINT NOT NULL,
    "closedTime" BIGINT,
    "blockNumber" BIGINT NOT NULL,
    "txHash" TEXT NOT NULL,

    CONSTRAINT "Deal_pkey" PRIMARY KEY ("chainId","address")
);

-- CreateTable
CREATE TABLE "DealClass" (
    "chainId" INTEGER NOT NULL,
    "deal" TEXT NOT NULL,
    "class" INTEGER NOT NULL,
    "token" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "investorClasses" INTEGER NOT NULL,
    "offered" TEXT NOT NULL DEFAULT '0',
    "requested" TEXT NOT NULL DEFAULT '0',
    "paidPrincipal" TEXT NOT NULL DEFAULT '0',
    "paidInterest" TEXT NOT NULL DEFAULT '0',
    "claimed" TEXT NOT NULL DEFAULT '0',

    CONSTRAINT "DealClass_pkey" PRIMARY KEY ("chainId","deal","class")
);

-- CreateTable
CREATE TABLE "DealPeriod" (
    "chainId" INTEGER NOT NULL,
    "deal" TEXT NOT NULL,
    "period" INTEGER NOT NULL,
    "reportHash" TEXT NOT NULL,
    "payer" TEXT NOT NULL,
    "flags" INTEGER NOT NULL,
    "report" TEXT NOT NULL,
    "postings" TEXT NOT NULL,
    "paid" TEXT NOT NULL,
    "machine" TEXT NOT NULL,
    "isAgreed" BOOLEAN NOT NULL,
    "time" BIGINT NOT NULL,
    "blockNumber" BIGINT NOT NULL,
    "txHash" TEXT NOT NULL,

    CONSTRAINT "DealPeriod_pkey" PRIMARY KEY ("chainId","deal","period")
);

-- CreateTable
CREATE TABLE "DealRestatement" (
    "chainId" INTEGER NOT NULL,
    "deal" TEXT NOT NULL,
    "period" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "previous" TEXT NOT NULL,
    "restated" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "time" BIGINT NOT NULL,
    "txHash" TEXT NOT NULL,

    CONSTRAINT "DealRestatement_pkey" PRIMARY KEY ("chainId","deal","period","version")
);

-- CreateTable
CREATE TABLE "TrancheHolding" (
    "chainId" INTEGER NOT NULL,
    "token" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "units" TEXT NOT NULL DEFAULT '0',
    "requested" TEXT NOT NULL DEFAULT '0',
    "cancelled" TEXT NOT NULL DEFAULT '0',
    "claimed" TEXT NOT NULL DEFAULT '0',

    CONSTRAINT "TrancheHolding_pkey" PRIMARY KEY ("chainId","token","account")
);

-- CreateTable
CREATE TABLE "RegistryTape" (
    "chainId" INTEGER NOT NULL,
    "tapeId" INTEGER NOT NULL,
    "originator" TEXT NOT NULL,
    "root" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "first" BIGINT NOT NULL,
    "totalBalance" TEXT NOT NULL,
    "documentHash" TEXT NOT NULL,
    "uri" TEXT NOT NULL,
    "time" BIGINT NOT NULL,
    "txHash" TEXT NOT NULL,

    CONSTRAINT "RegistryTape_pkey" PRIMARY KEY ("chainId","tapeId")
);

-- CreateTable
CREATE TABLE "PledgeWord" (
    "chainId" INTEGER NOT NULL,
    "pool" TEXT NOT NULL,
    "word" BIGINT NOT NULL,
    "bits" TEXT NOT NULL,

    CONSTRAINT "PledgeWord_pkey" PRIMARY KEY ("chainId","pool","word")
);

-- CreateTable
CREATE TABLE "DoubleLoan" (
    "chainId" INTEGER NOT NULL,
    "later" BIGINT NOT NULL,
    "earlier" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "pool" TEXT NOT NULL,
    "time" BIGINT NOT NULL,
    "txHash" TEXT NOT NULL,

    CONSTRAINT "DoubleLoan_pkey" PRIMARY KEY ("chainId","later")
);

-- CreateTable
CREATE TABLE "Investor" (
    "chainId" INTEGER NOT NULL,
    "account" TEXT NOT NULL,
    "classes" INTEGER NOT NULL,
    "jurisdiction" INTEGER NOT NULL,
    "expiry" BIGINT NOT NULL,
    "isFrozen" BOOLEAN NOT NULL,
    "txHash" TEXT NOT NULL,

    CONSTRAINT "Investor_pkey" PRIMARY KEY ("chainId","account")
);

-- CreateTable
CREATE TABLE "PeriodClosing" (
    "id" TEXT NOT NULL,
    "chainId" INTEGER NOT NULL,
    "deal" TEXT NOT NULL,
    "period" INTEGER NOT NULL,
    "report" TEXT NOT NULL,
    "document" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "transactionId" TEXT,
    "note" TEXT NOT NULL DEFAULT '',
    "preparedBy" TEXT NOT NULL,
    "preparedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decidedBy" TEXT,
    "decidedAt" TIMESTAMP(3),

    CONSTRAINT "PeriodClosing_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DealComparison" (
    "chainId" INTEGER NOT NULL,
    "deal" TEXT NOT NULL,
    "differences" TEXT NOT NULL,
    "blockNumber" BIGINT NOT NULL,
    "comparedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "DealComparison_pkey" PRIMARY KEY ("chainId","deal")
);

-- CreateIndex
CREATE INDEX "DealDraft_documentHash_idx" ON "DealDraft"("documentHash");

-- CreateIndex
CREATE INDEX "DealDraft_createdAt_idx" ON "DealDraft"("createdAt");

-- CreateIndex
CREATE INDEX "Deal_chainId_status_idx" ON "Deal"("chainId", "status");

-- CreateIndex
CREATE INDEX "Deal_documentHash_idx" ON "Deal"("documentHash");

-- CreateIndex
CREATE UNIQUE INDEX "DealClass_chainId_token_key" ON "DealClass"("chainId", "token");

-- CreateIndex
CREATE INDEX "TrancheHolding_chainId_account_idx" ON "TrancheHolding"("chainId", "account");

-- CreateIndex
CREATE INDEX "RegistryTape_chainId_root_idx" ON "RegistryTape"("chainId", "root");

-- CreateIndex
CREATE INDEX "PledgeWord_chainId_word_idx" ON "PledgeWord"("chainId", "word");

-- CreateIndex
CREATE INDEX "PeriodClosing_chainId_deal_period_idx" ON "PeriodClosing"("chainId", "deal", "period");

-- CreateIndex
CREATE INDEX "PeriodClosing_state_idx" ON "PeriodClosing"("state");
