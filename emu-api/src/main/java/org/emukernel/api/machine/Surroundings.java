package org.emukernel.api.machine;

/**
 * What lies around a machine.
 *
 * @param bus takes what CPUs send to each other
 * @param events told what happens
 * @param translations told of condemned translations that are used
 * @param text told of condemned or torn instructions that are executed
 * @param accesses told of the code that CPUs come to and of user mode in the kernel's memory
 */
public record Surroundings(
    IpiBus bus,
    MachineEvents events,
    TlbMonitor translations,
    TextMonitor text,
    AccessMonitor accesses) {}
