// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAccessManaged } from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import { ILoanRegistry } from "../../../contracts/securitization/ILoanRegistry.sol";
import { ILoanRegistryErrors as Errors } from "../../../contracts/securitization/ILoanRegistryErrors.sol";
import { LoanTest } from "../support/LoanTest.sol";
import { vm } from "../support/Vm.sol";
import { Wallet } from "../support/Wallet.sol";

contract PledgeTest is LoanTest {
    uint256 private _tape;
    uint64 private _word;

    /// @dev The tape under test is the second one and has 300 loans: a whole word and 44 loans.
    function setUp() public override {
        super.setUp();
        _commitBlank(OTHER, 1);
        uint64 first;
        (_tape, first) = _commitBlank(ORIGINATOR, 300);
        _word = first / 256;
    }

    // Pledge

    function test_PledgesCountsAndTells() public {
        uint256[] memory masks = _masks(ALL, (1 << 44) - 1);
        _expectEvent();
        emit ILoanRegistry.LoansPledged(_tape, pool, _word, masks);
        vm.prank(ORIGINATOR);
        registry.pledge(_tape, pool, _word, masks);
        vm.assertEq(registry.pledgedCount(pool), 300);
        vm.assertEq(registry.bitsOf(pool, _word), ALL);
        vm.assertEq(registry.bitsOf(pool, _word + 1), (1 << 44) - 1);
        vm.assertEq(registry.poolOf(_word * 256 + 299), pool);
        vm.assertEq(registry.poolOf(_word * 256 + 300), address(0));
        vm.assertEq(registry.bitsOf(otherPool, _word), 0);
    }

    function test_RevertWhen_CallerIsNotAdmitted() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, STRANGER));
        _pledge(STRANGER, _tape, pool, _word, 1);
        manager.revokeRole(ORIGINATOR_ROLE, ORIGINATOR);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, ORIGINATOR));
        _pledge(ORIGINATOR, _tape, pool, _word, 1);
    }

    function test_RevertWhen_TheTapeIsUnknownOrAnothers() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanTapeUnknown.selector, 3));
        _pledge(ORIGINATOR, 3, pool, _word, 1);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanCallerIsNotOriginator.selector, OTHER, ORIGINATOR));
        _pledge(OTHER, _tape, pool, _word, 1);
    }

    function test_RevertWhen_ThePoolHasNoCode() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanPoolHasNoCode.selector, STRANGER));
        _pledge(ORIGINATOR, _tape, STRANGER, _word, 1);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanPoolHasNoCode.selector, address(0)));
        _pledge(ORIGINATOR, _tape, address(0), _word, 1);
    }

    function test_RevertWhen_WordsAreNoneTooManyOrEmpty() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanWordCountInvalid.selector, 0, 64));
        vm.prank(ORIGINATOR);
        registry.pledge(_tape, pool, _word, new uint256[](0));
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanWordCountInvalid.selector, 65, 64));
        vm.prank(ORIGINATOR);
        registry.pledge(_tape, pool, _word, new uint256[](65));
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanMaskIsEmpty.selector));
        vm.prank(ORIGINATOR);
        registry.pledge(_tape, pool, _word, new uint256[](64));
    }

    function testFuzz_RevertWhen_LoansAreBeyondTheTape(uint256 mask, uint64 word) public {
        uint256 room =
            word == _word
                ? 256
                : word == _word + 1
                    ? 44
                    : 0;
        if (room == 256 || mask >> room == 0) (word, mask, room) = (_word + 1, mask | (1 << 44), 44);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanBeyondTape.selector, word, (mask >> room) << room));
        _pledge(ORIGINATOR, _tape, pool, word, mask);
    }

    function test_RevertWhen_TheLastWordWrapsAround() public {
        uint64 last = type(uint64).max;
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanBeyondTape.selector, uint256(last) + 2, 1));
        vm.prank(ORIGINATOR);
        registry.pledge(_tape, pool, last, _threeMasks(1));
    }

    function _threeMasks(uint256 third) private pure returns (uint256[] memory masks) {
        masks = new uint256[](3);
        masks[2] = third;
    }

    function testFuzz_RevertWhen_ALoanIsPledgedASecondTime(uint256 first, uint256 second, bool isSamePool) public {
        first |= 1 << 77;
        second |= 1 << 77;
        _pledge(ORIGINATOR, _tape, pool, _word, first);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanAlreadyPledged.selector, _word, first & second));
        _pledge(ORIGINATOR, _tape, isSamePool ? pool : otherPool, _word, second);
        vm.assertEq(registry.bitsOf(pool, _word), first);
    }

    function test_RevertWhen_OneOfManyWordsIsPledged_NothingIs() public {
        _pledge(ORIGINATOR, _tape, pool, _word + 1, 8);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanAlreadyPledged.selector, _word + 1, 8));
        vm.prank(ORIGINATOR);
        registry.pledge(_tape, otherPool, _word, _masks(ALL, 15));
        vm.assertEq(registry.pledgedCount(otherPool), 0);
        vm.assertEq(registry.bitsOf(otherPool, _word), 0);
    }

    function testFuzz_PoolsShareAWord(uint256 one, uint256 two, uint256 freed) public {
        one |= 1;
        two = (two & ~one) | (1 << 255);
        one &= ~(uint256(1) << 255);
        _pledge(ORIGINATOR, _tape, pool, _word, one);
        _pledge(ORIGINATOR, _tape, otherPool, _word, two);
        vm.assertEq(registry.bitsOf(pool, _word), one);
        vm.assertEq(registry.bitsOf(otherPool, _word), two);
        freed |= 1;
        _release(pool, _word, freed);
        vm.assertEq(registry.bitsOf(pool, _word), one & ~freed);
        vm.assertEq(registry.bitsOf(otherPool, _word), two);
        vm.assertEq(registry.poolOf(_word * 256 + 255), otherPool);
        vm.assertEq(registry.poolOf(_word * 256), address(0));
    }

    function test_RevertGiven_NinePoolsShareTheWord() public {
        address[10] memory pools;
        for (uint256 i = 0; i < 10; ++i) {
            pools[i] = address(new Wallet());
            if (i == 9) vm.expectRevert(abi.encodeWithSelector(Errors.LoanWordIsCrowded.selector, _word, 9));
            _pledge(ORIGINATOR, _tape, pools[i], _word, 1 << i);
        }
        // A pool that is there already can take more, and the place of one that left is free: the host's and a guest's.
        _pledge(ORIGINATOR, _tape, pools[8], _word, 1 << 20);
        _release(pools[0], _word, ALL);
        _pledge(ORIGINATOR, _tape, pools[9], _word, 1 << 9);
        _release(pools[4], _word, ALL);
        _pledge(ORIGINATOR, _tape, pools[0], _word, 1);
        for (uint256 i = 0; i < 10; ++i) {
            vm.assertEq(
                registry.bitsOf(pools[i], _word),
                i == 4
                    ? 0
                    : i == 8
                        ? (1 << 8) | (1 << 20)
                        : 1 << i
            );
        }
    }

    // Release

    function test_ReleasesWhatItHasAndTells() public {
        _pledge(ORIGINATOR, _tape, pool, _word, 0xff);
        _pledge(ORIGINATOR, _tape, otherPool, _word, 0xff00);
        _expectEvent();
        emit ILoanRegistry.LoansReleased(pool, _word, _masks(0xf0));
        _release(pool, _word, 0xfff0);
        vm.assertEq(registry.pledgedCount(pool), 4);
        vm.assertEq(registry.bitsOf(otherPool, _word), 0xff00);
        _pledge(ORIGINATOR, _tape, otherPool, _word, 0xf0);
        vm.assertEq(registry.pledgedCount(otherPool), 12);
    }

    function test_RevertWhen_TheCallerHasNoneOfTheLoans() public {
        _pledge(ORIGINATOR, _tape, pool, _word, 1);
        bytes memory empty = abi.encodeWithSelector(Errors.LoanMaskIsEmpty.selector);
        address[3] memory callers = [ORIGINATOR, STRANGER, otherPool];
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(empty);
            _release(callers[i], _word, ALL);
        }
        vm.expectRevert(empty);
        _release(pool, _word, ALL - 1);
        vm.expectRevert(empty);
        _release(pool, _word + 1, ALL);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanWordCountInvalid.selector, 65, 64));
        vm.prank(pool);
        registry.release(_word, new uint256[](65));
    }

    /// @dev Ten thousand loans in one transaction; the figure itself is taken by the bench.
    function test_TenThousandLoansAreOneTransaction() public {
        (uint256 tape, uint64 first) = _commitBlank(ORIGINATOR, 10_000);
        uint256[] memory masks = new uint256[](40);
        for (uint256 i = 0; i < 39; ++i) {
            masks[i] = ALL;
        }
        masks[39] = (1 << 16) - 1;
        vm.prank(ORIGINATOR);
        uint256 gas = gasleft();
        registry.pledge(tape, pool, first / 256, masks);
        gas -= gasleft();
        vm.assertLe(gas, 1_400_000, "gas");
        vm.assertEq(registry.pledgedCount(pool), 10_000);
    }

    // Retire

    function test_RetiredLoansAreGoneForGood() public {
        _expectEvent();
        emit ILoanRegistry.LoansRetired(_tape, _word, _masks(6));
        vm.prank(ORIGINATOR);
        registry.retire(_tape, _word, _masks(6));
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanIsFrozen.selector, _word, 4));
        _pledge(ORIGINATOR, _tape, pool, _word, 12);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanIsFrozen.selector, _word, 6));
        vm.prank(ORIGINATOR);
        registry.retire(_tape, _word, _masks(14));
        _pledge(ORIGINATOR, _tape, pool, _word, 9);
        (uint256 pledged, uint256 frozen) = registry.wordOf(_word);
        vm.assertEq(pledged, 9);
        vm.assertEq(frozen, 6);
    }

    function test_RevertWhen_RetiringIsNotAllowed() public {
        _pledge(ORIGINATOR, _tape, pool, _word, 3);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanAlreadyPledged.selector, _word, 2));
        vm.prank(ORIGINATOR);
        registry.retire(_tape, _word, _masks(6));
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanCallerIsNotOriginator.selector, OTHER, ORIGINATOR));
        vm.prank(OTHER);
        registry.retire(_tape, _word, _masks(4));
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanBeyondTape.selector, _word + 1, 1 << 44));
        vm.prank(ORIGINATOR);
        registry.retire(_tape, _word, _masks(0, 1 << 44));
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanMaskIsEmpty.selector));
        vm.prank(ORIGINATOR);
        registry.retire(_tape, _word, _masks(0));
    }

    // Reservation

    function test_AReservedPoolTakesLoansOfOneOriginator() public {
        _expectEvent();
        emit ILoanRegistry.PoolReserved(pool, ORIGINATOR);
        vm.prank(pool);
        registry.reservePool(ORIGINATOR);
        vm.assertEq(registry.reservedFor(pool), ORIGINATOR);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanPoolIsReserved.selector, pool, ORIGINATOR));
        _pledge(OTHER, 1, pool, 0, 1);
        _pledge(ORIGINATOR, _tape, pool, _word, 1);
        vm.assertEq(registry.pledgedCount(pool), 1);
    }

    function test_RevertWhen_ThePoolCannotBeReserved() public {
        _pledge(ORIGINATOR, _tape, pool, _word, 3);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanPoolNotReservable.selector, pool, address(0), 2));
        vm.prank(pool);
        registry.reservePool(ORIGINATOR);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanPoolNotReservable.selector, otherPool, address(0), 0));
        vm.prank(otherPool);
        registry.reservePool(address(0));
        vm.prank(otherPool);
        registry.reservePool(OTHER);
        vm.expectRevert(abi.encodeWithSelector(Errors.LoanPoolNotReservable.selector, otherPool, OTHER, 0));
        vm.prank(otherPool);
        registry.reservePool(ORIGINATOR);
    }
}
