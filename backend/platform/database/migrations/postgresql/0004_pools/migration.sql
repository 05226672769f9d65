-- CreateTable
CREATE TABLE "Tape" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "profileId" TEXT NOT NULL,
    "fileName" TEXT NOT NULL,
    "fileHash" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "rows" INTEGER NOT NULL,
    "accepted" INTEGER NOT NULL,
    "rejected" INTEGER NOT NULL,
    "flagged" INTEGER NOT NULL,
    "faults" TEXT NOT NULL,
    "originalMinor" BIGINT NOT NULL,
    "balanceMinor" BIGINT NOT NULL,
    "currency" TEXT,
    "chainId" INTEGER,
    "registry" TEXT,
    "originator" TEXT,
    "root" TEXT,
    "documentHash" TEXT,
    "uri" TEXT,
    "transactionId" TEXT,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Tape_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TapeLoan" (
    "tapeId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "loanId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "likeness" TEXT NOT NULL,
    "balanceMinor" BIGINT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "TapeLoan_pkey" PRIMARY KEY ("tapeId","position")
);

-- CreateTable
CREATE TABLE "Pool" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "plan" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "loans" INTEGER NOT NULL,
    "balanceMinor" BIGINT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "releasedAt" TIMESTAMP(3),

    CONSTRAINT "Pool_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PoolLoan" (
    "poolId" TEXT NOT NULL,
    "tapeId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "isHeld" BOOLEAN,

    CONSTRAINT "PoolLoan_pkey" PRIMARY KEY ("poolId","tapeId","position")
);

-- CreateIndex
CREATE INDEX "Tape_createdAt_id_idx" ON "Tape"("createdAt", "id");

-- CreateIndex
CREATE INDEX "Tape_root_idx" ON "Tape"("root");

-- CreateIndex
CREATE INDEX "TapeLoan_key_idx" ON "TapeLoan"("key");

-- CreateIndex
CREATE INDEX "TapeLoan_likeness_idx" ON "TapeLoan"("likeness");

-- CreateIndex
CREATE INDEX "Pool_createdAt_id_idx" ON "Pool"("createdAt", "id");

-- CreateIndex
CREATE INDEX "PoolLoan_tapeId_position_idx" ON "PoolLoan"("tapeId", "position");

-- CreateIndex
CREATE UNIQUE INDEX "PoolLoan_key_isHeld_key" ON "PoolLoan"("key", "isHeld");

-- AddForeignKey
ALTER TABLE "TapeLoan" ADD CONSTRAINT "TapeLoan_tapeId_fkey" FOREIGN KEY ("tapeId") REFERENCES "Tape"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PoolLoan" ADD CONSTRAINT "PoolLoan_poolId_fkey" FOREIGN KEY ("poolId") REFERENCES "Pool"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PoolLoan" ADD CONSTRAINT "PoolLoan_tapeId_position_fkey" FOREIGN KEY ("tapeId", "position") REFERENCES "TapeLoan"("tapeId", "position") ON DELETE RESTRICT ON UPDATE CASCADE;
