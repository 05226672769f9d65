-- AlterTable
ALTER TABLE "PeriodClosing" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 0;
