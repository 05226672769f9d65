-- AlterTable
ALTER TABLE "Score" ADD COLUMN     "segment" TEXT;
