package org.emukernel.x86.exec;

import org.emukernel.x86.decode.Mnemonic;
import org.jspecify.annotations.Nullable;

/**
 * Which {@link Action} each mnemonic has; one that is not here is a #UD. An action is linked when
 * it is asked for first: linking all of them takes longer than booting a machine.
 */
final class ActionTable {

  private ActionTable() {}

  static @Nullable Action of(Mnemonic mnemonic) {
    Action action = arithmetic(mnemonic);
    action = action != null ? action : shifts(mnemonic);
    action = action != null ? action : bits(mnemonic);
    action = action != null ? action : transfers(mnemonic);
    action = action != null ? action : flags(mnemonic);
    action = action != null ? action : strings(mnemonic);
    action = action != null ? action : controlFlow(mnemonic);
    action = action != null ? action : fences(mnemonic);
    action = action != null ? action : system(mnemonic);
    action = action != null ? action : descriptors(mnemonic);
    return action;
  }

  private static @Nullable Action arithmetic(Mnemonic mnemonic) {
    return switch (mnemonic) {
      case ADD -> Arithmetic::add;
      case ADC -> Arithmetic::adc;
      case SUB -> Arithmetic::sub;
      case SBB -> Arithmetic::sbb;
      case CMP -> Arithmetic::cmp;
      case AND -> Arithmetic::and;
      case OR -> Arithmetic::or;
      case XOR -> Arithmetic::xor;
      case TEST -> Arithmetic::test;
      case INC -> Arithmetic::inc;
      case DEC -> Arithmetic::dec;
      case NEG -> Arithmetic::neg;
      case NOT -> Arithmetic::not;
      case ADCX -> Arithmetic::adcx;
      case ADOX -> Arithmetic::adox;
      case XADD -> Arithmetic::xadd;
      case XCHG -> Arithmetic::xchg;
      case CMPXCHG -> Arithmetic::cmpxchg;
      case CMPXCHG8B -> Transfers::compareExchange8;
      case CMPXCHG16B -> WideExchange::run;
      case MUL -> Arithmetic::mul;
      case IMUL -> Arithmetic::imul;
      case MULX -> Multiplication::mulx;
      case DIV -> Multiplication::div;
      case IDIV -> Multiplication::idiv;
      default -> null;
    };
  }

  private static @Nullable Action shifts(Mnemonic mnemonic) {
    return switch (mnemonic) {
      case SHL -> Shifts::shl;
      case SHR -> Shifts::shr;
      case SAR -> Shifts::sar;
      case ROL -> Shifts::rol;
      case ROR -> Shifts::ror;
      case RCL -> Shifts::rcl;
      case RCR -> Shifts::rcr;
      case SHLD -> Shifts::shld;
      case SHRD -> Shifts::shrd;
      case RORX -> Shifts::rorx;
      case SARX -> Shifts::sarx;
      case SHLX -> Shifts::shlx;
      case SHRX -> Shifts::shrx;
      default -> null;
    };
  }

  private static @Nullable Action bits(Mnemonic mnemonic) {
    return switch (mnemonic) {
      case BT -> Bits::bt;
      case BTS -> Bits::bts;
      case BTR -> Bits::btr;
      case BTC -> Bits::btc;
      case BSF -> Bits::bsf;
      case BSR -> Bits::bsr;
      case TZCNT -> Bits::tzcnt;
      case LZCNT -> Bits::lzcnt;
      case POPCNT -> Bits::popcnt;
      case ANDN -> Bits::andn;
      case BEXTR -> Bits::bextr;
      case BLSI -> Bits::blsi;
      case BLSMSK -> Bits::blsmsk;
      case BLSR -> Bits::blsr;
      case BZHI -> Bits::bzhi;
      case PDEP -> Bits::pdep;
      case PEXT -> Bits::pext;
      case CRC32 -> Bits::crc32;
      default -> null;
    };
  }

  private static @Nullable Action transfers(Mnemonic mnemonic) {
    return switch (mnemonic) {
      case MOV, MOVNTI, MOVZX -> Transfers::mov;
      case MOVSX, MOVSXD -> Transfers::movsx;
      case MOVBE -> Transfers::movbe;
      case BSWAP -> Transfers::bswap;
      case LEA -> Transfers::lea;
      case CMOVCC -> Transfers::cmov;
      case SETCC -> Transfers::set;
      case PUSH -> Transfers::push;
      case POP -> Transfers::pop;
      case PUSHF -> Transfers::pushf;
      case POPF -> Transfers::popf;
      case ENTER -> Transfers::enter;
      case LEAVE -> Transfers::leave;
      case CBW, CWDE, CDQE -> Transfers::extendAccumulator;
      case CWD, CDQ, CQO -> Transfers::extendIntoData;
      default -> null;
    };
  }

  private static @Nullable Action flags(Mnemonic mnemonic) {
    return switch (mnemonic) {
      case LAHF -> Transfers::lahf;
      case SAHF -> Transfers::sahf;
      case CLC -> Transfers::clc;
      case STC -> Transfers::stc;
      case CMC -> Transfers::cmc;
      case CLD -> Transfers::cld;
      case STD -> Transfers::std;
      default -> null;
    };
  }

  private static @Nullable Action strings(Mnemonic mnemonic) {
    return switch (mnemonic) {
      case MOVS -> Strings::movs;
      case STOS -> Strings::stos;
      case LODS -> Strings::lods;
      case SCAS -> Strings::scas;
      case CMPS -> Strings::cmps;
      case XLAT -> Strings::xlat;
      default -> null;
    };
  }

  private static @Nullable Action controlFlow(Mnemonic mnemonic) {
    return switch (mnemonic) {
      case JMP -> ControlFlow::jmp;
      case JCC -> ControlFlow::jcc;
      case CALL -> ControlFlow::call;
      case RET -> ControlFlow::ret;
      case JRCXZ -> ControlFlow::jrcxz;
      case LOOP -> ControlFlow::loop;
      case LOOPE -> ControlFlow::loope;
      case LOOPNE -> ControlFlow::loopne;
      case INT -> ControlFlow::interrupt;
      case INT3 -> ControlFlow::int3;
      case INT1 -> ControlFlow::int1;
      case SYSCALL -> ControlFlow::syscall;
      case SYSENTER -> ControlFlow::sysenter;
      case SYSRET -> ControlFlow::sysret;
      case IRET, IRETD, IRETQ -> ControlFlow::iret;
      default -> null;
    };
  }

  private static @Nullable Action fences(Mnemonic mnemonic) {
    return switch (mnemonic) {
      case PAUSE -> SystemActions::pause;
      case MFENCE, SFENCE -> SystemActions::drain;
      case SERIALIZE -> SystemActions::serialize;
      case CPUID -> SystemActions::cpuid;
      case WBINVD -> SystemActions::writeBack;
      case CLFLUSH, CLFLUSHOPT, CLWB -> SystemActions::touch;
      case NOP, ENDBR32, ENDBR64, LFENCE, CLDEMOTE -> SystemActions::nop;
      case PREFETCHW, PREFETCHWT1 -> SystemActions::prefetchw;
      case PREFETCH, PREFETCHNTA, PREFETCHT0, PREFETCHT1, PREFETCHT2 -> SystemActions::prefetch;
      default -> null;
    };
  }

  private static @Nullable Action system(Mnemonic mnemonic) {
    return switch (mnemonic) {
      case HLT -> SystemActions::halt;
      case MONITOR -> SystemActions::monitor;
      case MWAIT -> SystemActions::mwait;
      case VMRESUME -> SystemActions::vmEnter;
      case CLI -> SystemActions::cli;
      case STI -> SystemActions::sti;
      case CLAC -> SystemActions::clac;
      case STAC -> SystemActions::stac;
      case SWAPGS -> SystemActions::swapgs;
      case RDMSR -> SystemActions::rdmsr;
      case WRMSR -> SystemActions::wrmsr;
      case RDFSBASE -> SystemActions::readFsBase;
      case RDGSBASE -> SystemActions::readGsBase;
      case WRFSBASE -> SystemActions::writeFsBase;
      case WRGSBASE -> SystemActions::writeGsBase;
      case RDTSC -> SystemActions::rdtsc;
      case RDTSCP -> SystemActions::rdtscp;
      case RDPID -> SystemActions::rdpid;
      case INVLPG -> SystemActions::invlpg;
      case INVPCID -> SystemActions::invpcid;
      case INVLPGB -> SystemActions::invlpgb;
      case TLBSYNC -> SystemActions::tlbsync;
      case CLTS -> SystemActions::clts;
      default -> null;
    };
  }

  private static @Nullable Action descriptors(Mnemonic mnemonic) {
    return switch (mnemonic) {
      case SGDT -> DescriptorActions::sgdt;
      case SIDT -> DescriptorActions::sidt;
      case LGDT -> DescriptorActions::lgdt;
      case LIDT -> DescriptorActions::lidt;
      case SLDT -> DescriptorActions::sldt;
      case STR -> DescriptorActions::str;
      case SMSW -> DescriptorActions::smsw;
      case LLDT -> DescriptorActions::lldt;
      case LTR -> DescriptorActions::ltr;
      case LSL -> DescriptorActions::lsl;
      case VERR -> DescriptorActions::verr;
      case VERW -> DescriptorActions::verw;
      default -> null;
    };
  }
}
