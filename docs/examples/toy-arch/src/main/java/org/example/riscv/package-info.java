/** RISC-V RV64I with Zicsr, Zifencei and the atomics that a kernel needs, as a plug-in of emu. */
package org.example.riscv;
