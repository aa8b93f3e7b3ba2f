package org.emukernel.x86.exec;

import java.util.EnumSet;
import java.util.Set;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.reg.Control;

/**
 * What kind of processor the CPUs of a machine are.
 *
 * @param features what CPUID reports and CR4 allows, besides what every 64-bit processor has
 * @param tscKhz frequency of the time-stamp counter, kHz
 * @param physicalBits MAXPHYADDR, 36..52
 * @param delivery whether the delivery of an interrupt or exception refetches the instruction
 *     stream
 * @param cr3 whether MOV to CR3 serialises
 */
public record CpuModel(
    Set<X86Feature> features,
    long tscKhz,
    int physicalBits,
    DeliverySerialization delivery,
    Cr3Serialization cr3) {

  /** With a MOV to CR3 as the SDM has it. */
  public CpuModel(
      Set<X86Feature> features, long tscKhz, int physicalBits, DeliverySerialization delivery) {
    this(features, tscKhz, physicalBits, delivery, Cr3Serialization.YES);
  }

  /** Whether MOV to CR3 serialises (SDM vol. 3A, "Serializing Instructions": it does). */
  public enum Cr3Serialization {
    /** It drains the store buffer and refetches the instruction stream. */
    YES,
    /** It does neither: on no processor. */
    NO
  }

  /** {@return a processor that differs in its MOV to CR3} */
  public CpuModel with(Cr3Serialization other) {
    return new CpuModel(features, tscKhz, physicalBits, delivery, other);
  }

  /** Whether interrupt delivery serialises; the SDM promises nothing. */
  public enum DeliverySerialization {
    /** Bytes that were fetched before may still be executed in the handler. */
    NO,
    /** The handler's bytes are fetched anew. */
    YES
  }

  /** As a Xeon of the Skylake generation: all features of paging and entry code. */
  public static final CpuModel SKYLAKE =
      new CpuModel(
          EnumSet.of(
              X86Feature.PCID,
              X86Feature.INVPCID,
              X86Feature.FSGSBASE,
              X86Feature.SMEP,
              X86Feature.SMAP,
              X86Feature.X2APIC,
              X86Feature.GBPAGES,
              X86Feature.RDTSCP,
              X86Feature.ERMS,
              X86Feature.MWAIT,
              X86Feature.SERIALIZE),
          2_500_000,
          46,
          DeliverySerialization.NO);

  /** Checks the ranges. */
  public CpuModel {
    features = Set.copyOf(features);
    if (tscKhz < 1) {
      throw new IllegalArgumentException("tscKhz = " + tscKhz + " is not positive");
    }
    if (physicalBits < 36 || physicalBits > 52) {
      throw new IllegalArgumentException("physicalBits = " + physicalBits + " is not in 36..52");
    }
  }

  /** {@return whether the processor has a feature} */
  public boolean has(X86Feature feature) {
    return features.contains(feature);
  }

  /** {@return the bits of CR4 that may be set} */
  public long cr4Allowed() {
    long allowed = Control.CR4_COMMON;
    allowed |= has(X86Feature.FSGSBASE) ? Control.CR4_FSGSBASE : 0;
    allowed |= has(X86Feature.PCID) ? Control.CR4_PCIDE : 0;
    allowed |= has(X86Feature.SMEP) ? Control.CR4_SMEP : 0;
    allowed |= has(X86Feature.SMAP) ? Control.CR4_SMAP : 0;
    return allowed;
  }
}
