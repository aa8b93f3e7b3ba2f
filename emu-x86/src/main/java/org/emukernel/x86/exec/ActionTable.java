package org.emukernel.x86.exec;

import static org.emukernel.x86.decode.Mnemonic.*;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import org.emukernel.x86.decode.Mnemonic;
import org.jspecify.annotations.Nullable;

/** Which {@link Action} each mnemonic has; one that is not here is a #UD. */
final class ActionTable {

  private static final Map<Mnemonic, Action> ACTIONS = new EnumMap<>(Mnemonic.class);

  static {
    addArithmetic();
    addShifts();
    addBits();
    addTransfers();
    addFlags();
    addStrings();
    addControlFlow();
    addFences();
    addSystem();
    addDescriptors();
  }

  private ActionTable() {}

  static @Nullable Action of(Mnemonic mnemonic) {
    return ACTIONS.get(mnemonic);
  }

  private static void addArithmetic() {
    ACTIONS.put(ADD, Arithmetic::add);
    ACTIONS.put(ADC, Arithmetic::adc);
    ACTIONS.put(SUB, Arithmetic::sub);
    ACTIONS.put(SBB, Arithmetic::sbb);
    ACTIONS.put(CMP, Arithmetic::cmp);
    ACTIONS.put(AND, Arithmetic::and);
    ACTIONS.put(OR, Arithmetic::or);
    ACTIONS.put(XOR, Arithmetic::xor);
    ACTIONS.put(TEST, Arithmetic::test);
    ACTIONS.put(INC, Arithmetic::inc);
    ACTIONS.put(DEC, Arithmetic::dec);
    ACTIONS.put(NEG, Arithmetic::neg);
    ACTIONS.put(NOT, Arithmetic::not);
    ACTIONS.put(ADCX, Arithmetic::adcx);
    ACTIONS.put(ADOX, Arithmetic::adox);
    ACTIONS.put(XADD, Arithmetic::xadd);
    ACTIONS.put(XCHG, Arithmetic::xchg);
    ACTIONS.put(CMPXCHG, Arithmetic::cmpxchg);
    ACTIONS.put(CMPXCHG8B, Transfers::compareExchange8);
    ACTIONS.put(CMPXCHG16B, WideExchange::run);
    ACTIONS.put(MUL, Arithmetic::mul);
    ACTIONS.put(IMUL, Arithmetic::imul);
    ACTIONS.put(MULX, Multiplication::mulx);
    ACTIONS.put(DIV, Multiplication::div);
    ACTIONS.put(IDIV, Multiplication::idiv);
  }

  private static void addShifts() {
    ACTIONS.put(SHL, Shifts::shl);
    ACTIONS.put(SHR, Shifts::shr);
    ACTIONS.put(SAR, Shifts::sar);
    ACTIONS.put(ROL, Shifts::rol);
    ACTIONS.put(ROR, Shifts::ror);
    ACTIONS.put(RCL, Shifts::rcl);
    ACTIONS.put(RCR, Shifts::rcr);
    ACTIONS.put(SHLD, Shifts::shld);
    ACTIONS.put(SHRD, Shifts::shrd);
    ACTIONS.put(RORX, Shifts::rorx);
    ACTIONS.put(SARX, Shifts::sarx);
    ACTIONS.put(SHLX, Shifts::shlx);
    ACTIONS.put(SHRX, Shifts::shrx);
  }

  private static void addBits() {
    ACTIONS.put(BT, Bits::bt);
    ACTIONS.put(BTS, Bits::bts);
    ACTIONS.put(BTR, Bits::btr);
    ACTIONS.put(BTC, Bits::btc);
    ACTIONS.put(BSF, Bits::bsf);
    ACTIONS.put(BSR, Bits::bsr);
    ACTIONS.put(TZCNT, Bits::tzcnt);
    ACTIONS.put(LZCNT, Bits::lzcnt);
    ACTIONS.put(POPCNT, Bits::popcnt);
    ACTIONS.put(ANDN, Bits::andn);
    ACTIONS.put(BEXTR, Bits::bextr);
    ACTIONS.put(BLSI, Bits::blsi);
    ACTIONS.put(BLSMSK, Bits::blsmsk);
    ACTIONS.put(BLSR, Bits::blsr);
    ACTIONS.put(BZHI, Bits::bzhi);
    ACTIONS.put(PDEP, Bits::pdep);
    ACTIONS.put(PEXT, Bits::pext);
    ACTIONS.put(CRC32, Bits::crc32);
  }

  private static void addTransfers() {
    ACTIONS.put(MOV, Transfers::mov);
    ACTIONS.put(MOVNTI, Transfers::mov);
    ACTIONS.put(MOVZX, Transfers::mov);
    ACTIONS.put(MOVSX, Transfers::movsx);
    ACTIONS.put(MOVSXD, Transfers::movsx);
    ACTIONS.put(MOVBE, Transfers::movbe);
    ACTIONS.put(BSWAP, Transfers::bswap);
    ACTIONS.put(LEA, Transfers::lea);
    ACTIONS.put(CMOVCC, Transfers::cmov);
    ACTIONS.put(SETCC, Transfers::set);
    ACTIONS.put(PUSH, Transfers::push);
    ACTIONS.put(POP, Transfers::pop);
    ACTIONS.put(PUSHF, Transfers::pushf);
    ACTIONS.put(POPF, Transfers::popf);
    ACTIONS.put(ENTER, Transfers::enter);
    ACTIONS.put(LEAVE, Transfers::leave);
    for (Mnemonic extend : EnumSet.of(CBW, CWDE, CDQE)) {
      ACTIONS.put(extend, Transfers::extendAccumulator);
    }
    for (Mnemonic extend : EnumSet.of(CWD, CDQ, CQO)) {
      ACTIONS.put(extend, Transfers::extendIntoData);
    }
  }

  private static void addFlags() {
    ACTIONS.put(LAHF, Transfers::lahf);
    ACTIONS.put(SAHF, Transfers::sahf);
    ACTIONS.put(CLC, Transfers::clc);
    ACTIONS.put(STC, Transfers::stc);
    ACTIONS.put(CMC, Transfers::cmc);
    ACTIONS.put(CLD, Transfers::cld);
    ACTIONS.put(STD, Transfers::std);
  }

  private static void addStrings() {
    ACTIONS.put(MOVS, Strings::movs);
    ACTIONS.put(STOS, Strings::stos);
    ACTIONS.put(LODS, Strings::lods);
    ACTIONS.put(SCAS, Strings::scas);
    ACTIONS.put(CMPS, Strings::cmps);
    ACTIONS.put(XLAT, Strings::xlat);
  }

  private static void addControlFlow() {
    ACTIONS.put(JMP, ControlFlow::jmp);
    ACTIONS.put(JCC, ControlFlow::jcc);
    ACTIONS.put(CALL, ControlFlow::call);
    ACTIONS.put(RET, ControlFlow::ret);
    ACTIONS.put(JRCXZ, ControlFlow::jrcxz);
    ACTIONS.put(LOOP, ControlFlow::loop);
    ACTIONS.put(LOOPE, ControlFlow::loope);
    ACTIONS.put(LOOPNE, ControlFlow::loopne);
    ACTIONS.put(INT, ControlFlow::interrupt);
    ACTIONS.put(INT3, ControlFlow::int3);
    ACTIONS.put(INT1, ControlFlow::int1);
    ACTIONS.put(SYSCALL, ControlFlow::syscall);
    ACTIONS.put(SYSENTER, ControlFlow::sysenter);
    ACTIONS.put(SYSRET, ControlFlow::sysret);
    ACTIONS.put(IRET, ControlFlow::iret);
    ACTIONS.put(IRETD, ControlFlow::iret);
    ACTIONS.put(IRETQ, ControlFlow::iret);
  }

  private static void addFences() {
    for (Mnemonic nothing : EnumSet.of(NOP, ENDBR32, ENDBR64, LFENCE, CLDEMOTE)) {
      ACTIONS.put(nothing, SystemActions::nop);
    }
    for (Mnemonic prefetch :
        EnumSet.of(
            PREFETCH, PREFETCHW, PREFETCHWT1, PREFETCHNTA, PREFETCHT0, PREFETCHT1, PREFETCHT2)) {
      ACTIONS.put(prefetch, SystemActions::prefetch);
    }
    ACTIONS.put(PAUSE, SystemActions::pause);
    ACTIONS.put(MFENCE, SystemActions::drain);
    ACTIONS.put(SFENCE, SystemActions::drain);
    ACTIONS.put(SERIALIZE, SystemActions::serialize);
    ACTIONS.put(CPUID, SystemActions::cpuid);
    ACTIONS.put(WBINVD, SystemActions::writeBack);
    ACTIONS.put(CLFLUSH, SystemActions::touch);
    ACTIONS.put(CLFLUSHOPT, SystemActions::touch);
    ACTIONS.put(CLWB, SystemActions::touch);
  }

  private static void addSystem() {
    ACTIONS.put(HLT, SystemActions::halt);
    ACTIONS.put(MONITOR, SystemActions::monitor);
    ACTIONS.put(MWAIT, SystemActions::mwait);
    ACTIONS.put(VMRESUME, SystemActions::vmEnter);
    ACTIONS.put(CLI, SystemActions::cli);
    ACTIONS.put(STI, SystemActions::sti);
    ACTIONS.put(CLAC, SystemActions::clac);
    ACTIONS.put(STAC, SystemActions::stac);
    ACTIONS.put(SWAPGS, SystemActions::swapgs);
    ACTIONS.put(RDMSR, SystemActions::rdmsr);
    ACTIONS.put(WRMSR, SystemActions::wrmsr);
    ACTIONS.put(RDFSBASE, SystemActions::readFsBase);
    ACTIONS.put(RDGSBASE, SystemActions::readGsBase);
    ACTIONS.put(WRFSBASE, SystemActions::writeFsBase);
    ACTIONS.put(WRGSBASE, SystemActions::writeGsBase);
    ACTIONS.put(RDTSC, SystemActions::rdtsc);
    ACTIONS.put(RDTSCP, SystemActions::rdtscp);
    ACTIONS.put(RDPID, SystemActions::rdpid);
    ACTIONS.put(INVLPG, SystemActions::invlpg);
    ACTIONS.put(INVPCID, SystemActions::invpcid);
    ACTIONS.put(Mnemonic.INVLPGB, SystemActions::invlpgb);
    ACTIONS.put(Mnemonic.TLBSYNC, SystemActions::tlbsync);
    ACTIONS.put(CLTS, SystemActions::clts);
  }

  private static void addDescriptors() {
    ACTIONS.put(SGDT, DescriptorActions::sgdt);
    ACTIONS.put(SIDT, DescriptorActions::sidt);
    ACTIONS.put(LGDT, DescriptorActions::lgdt);
    ACTIONS.put(LIDT, DescriptorActions::lidt);
    ACTIONS.put(SLDT, DescriptorActions::sldt);
    ACTIONS.put(STR, DescriptorActions::str);
    ACTIONS.put(SMSW, DescriptorActions::smsw);
    ACTIONS.put(LLDT, DescriptorActions::lldt);
    ACTIONS.put(LTR, DescriptorActions::ltr);
    ACTIONS.put(LSL, DescriptorActions::lsl);
    ACTIONS.put(VERR, DescriptorActions::verr);
    ACTIONS.put(VERW, DescriptorActions::verw);
  }
}
