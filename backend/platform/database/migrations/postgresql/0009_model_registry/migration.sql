-- AlterTable
ALTER TABLE "Score" ADD COLUMN     "inputs" BYTEA,
ADD COLUMN     "role" TEXT NOT NULL DEFAULT 'champion';

-- AlterTable
ALTER TABLE "Scorecard" ADD COLUMN     "role" TEXT,
ADD COLUMN     "shareBps" INTEGER NOT NULL DEFAULT 0,
ALTER COLUMN "state" SET DEFAULT 'draft';

-- AlterTable
ALTER TABLE "ScorecardPromotion" ADD COLUMN     "recordError" TEXT,
ADD COLUMN     "recordedAt" TIMESTAMP(3),
ADD COLUMN     "role" TEXT NOT NULL DEFAULT 'champion',
ADD COLUMN     "shareBps" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "txHash" TEXT;

-- CreateTable
CREATE TABLE "ScorecardStep" (
    "id" TEXT NOT NULL,
    "scorecardHash" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "role" TEXT,
    "shareBps" INTEGER NOT NULL DEFAULT 0,
    "actor" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "detail" TEXT NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ScorecardStep_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ModelChange" (
    "chainId" INTEGER NOT NULL,
    "issuerId" INTEGER NOT NULL,
    "sequence" BIGINT NOT NULL,
    "model" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    "report" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "shareBps" INTEGER NOT NULL,
    "time" BIGINT NOT NULL,
    "blockNumber" BIGINT NOT NULL,
    "txHash" TEXT NOT NULL,

    CONSTRAINT "ModelChange_pkey" PRIMARY KEY ("chainId","issuerId","sequence")
);

-- CreateIndex
CREATE INDEX "ScorecardStep_scorecardHash_createdAt_idx" ON "ScorecardStep"("scorecardHash", "createdAt");

-- CreateIndex
CREATE INDEX "ModelChange_model_idx" ON "ModelChange"("model");

-- AddForeignKey
ALTER TABLE "ScorecardStep" ADD CONSTRAINT "ScorecardStep_scorecardHash_fkey" FOREIGN KEY ("scorecardHash") REFERENCES "Scorecard"("hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was in use stays in use, and everything else is where its life has taken it.
UPDATE "Scorecard" SET "role" = 'champion', "state" = 'live' WHERE "state" = 'champion';
UPDATE "Scorecard" SET "state" = 'draft' WHERE "state" = 'candidate';
UPDATE "ScorecardPromotion" SET "recordedAt" = "decidedAt" WHERE "state" = 'approved';
