-- CreateTable
CREATE TABLE "DeskOrder" (
    "chainId" INTEGER NOT NULL,
    "orderHash" TEXT NOT NULL,
    "desk" TEXT NOT NULL,
    "deal" TEXT NOT NULL,
    "class" INTEGER NOT NULL,
    "maker" TEXT NOT NULL,
    "taker" TEXT,
    "side" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "paymentToken" TEXT NOT NULL,
    "units" TEXT NOT NULL,
    "price" BIGINT NOT NULL,
    "nonce" BIGINT NOT NULL,
    "deadline" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "filled" TEXT NOT NULL DEFAULT '0',
    "state" TEXT NOT NULL DEFAULT 'open',
    "receivedBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,

    PRIMARY KEY ("chainId", "orderHash")
);

-- CreateTable
CREATE TABLE "DeskProgress" (
    "chainId" INTEGER NOT NULL,
    "orderHash" TEXT NOT NULL,
    "filled" TEXT NOT NULL DEFAULT '0',
    "isCancelled" BOOLEAN NOT NULL DEFAULT false,

    PRIMARY KEY ("chainId", "orderHash")
);

-- CreateTable
CREATE TABLE "DeskFloor" (
    "chainId" INTEGER NOT NULL,
    "desk" TEXT NOT NULL,
    "maker" TEXT NOT NULL,
    "floor" TEXT NOT NULL,

    PRIMARY KEY ("chainId", "desk", "maker")
);

-- CreateTable
CREATE TABLE "DeskTrade" (
    "chainId" INTEGER NOT NULL,
    "blockNumber" BIGINT NOT NULL,
    "logIndex" INTEGER NOT NULL,
    "desk" TEXT NOT NULL,
    "orderHash" TEXT NOT NULL,
    "deal" TEXT NOT NULL,
    "class" INTEGER NOT NULL,
    "maker" TEXT NOT NULL,
    "taker" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "paymentToken" TEXT NOT NULL,
    "units" TEXT NOT NULL,
    "payment" TEXT NOT NULL,
    "balance" TEXT,
    "time" BIGINT NOT NULL,
    "txHash" TEXT NOT NULL,

    PRIMARY KEY ("chainId", "blockNumber", "logIndex")
);

-- CreateIndex
CREATE INDEX "DeskOrder_chainId_deal_class_side_state_price_idx" ON "DeskOrder"("chainId", "deal", "class", "side", "state", "price");

-- CreateIndex
CREATE INDEX "DeskOrder_chainId_maker_createdAt_idx" ON "DeskOrder"("chainId", "maker", "createdAt");

-- CreateIndex
CREATE INDEX "DeskTrade_chainId_deal_class_blockNumber_idx" ON "DeskTrade"("chainId", "deal", "class", "blockNumber");
