package org.emukernel.api.machine;

/** Why a CPU's run ended. */
public enum StopReason {
  /** Its clock reached the time that was asked for. */
  TIME,
  /** It sent an interrupt or NMI to another CPU. */
  IPI_SENT,
  /** It executed HLT or MWAIT and nothing has woken it. */
  HALTED,
  /** It said that it waits for another CPU: {@code CpuPort.relax()}, or PAUSE. */
  RELAX,
  /** Someone asked it to stop. */
  REQUESTED,
  /** A triple fault stopped it for good. */
  SHUTDOWN
}
