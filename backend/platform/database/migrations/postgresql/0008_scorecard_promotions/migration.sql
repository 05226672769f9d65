-- CreateTable
CREATE TABLE "ScorecardPromotion" (
    "id" TEXT NOT NULL,
    "scorecardHash" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "note" TEXT NOT NULL,
    "replaced" TEXT,
    "requestedBy" TEXT NOT NULL,
    "decidedBy" TEXT,
    "decisionNote" TEXT NOT NULL DEFAULT '',
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decidedAt" TIMESTAMP(3),

    CONSTRAINT "ScorecardPromotion_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ScorecardPromotion_state_createdAt_idx" ON "ScorecardPromotion"("state", "createdAt");

-- CreateIndex
CREATE INDEX "ScorecardPromotion_scorecardHash_idx" ON "ScorecardPromotion"("scorecardHash");

-- AddForeignKey
ALTER TABLE "ScorecardPromotion" ADD CONSTRAINT "ScorecardPromotion_scorecardHash_fkey" FOREIGN KEY ("scorecardHash") REFERENCES "Scorecard"("hash") ON DELETE RESTRICT ON UPDATE CASCADE;
