/*
 * run_form(): loads the guest registers from the state page, runs the form and stores what it left.
 *
 * The state page lies at a fixed address below 2 GiB, so that every access uses an absolute disp32 and needs no register.
 * Its layout is struct state in record-vectors.c.
 */
	.set STATE, 0x30000000
	.set IN, STATE
	.set OUT, STATE + 0x100
	.set IN_FLAGS, IN + 0x80
	.set OUT_FLAGS, OUT + 0x80
	.set HOST_RSP, STATE + 0x200
	.set ENTRY, STATE + 0x208

	.text
	.globl run_form, form_done, form_faulted
run_form:
	push %rbx
	push %rbp
	push %r12
	push %r13
	push %r14
	push %r15
	mov %rsp, HOST_RSP
	push IN_FLAGS
	popfq
	mov IN + 0x00, %rax
	mov IN + 0x08, %rcx
	mov IN + 0x10, %rdx
	mov IN + 0x18, %rbx
	mov IN + 0x20, %rsp
	mov IN + 0x28, %rbp
	mov IN + 0x30, %rsi
	mov IN + 0x38, %rdi
	mov IN + 0x40, %r8
	mov IN + 0x48, %r9
	mov IN + 0x50, %r10
	mov IN + 0x58, %r11
	mov IN + 0x60, %r12
	mov IN + 0x68, %r13
	mov IN + 0x70, %r14
	mov IN + 0x78, %r15
	jmp *ENTRY
form_done:
	mov %rax, OUT + 0x00
	mov %rcx, OUT + 0x08
	mov %rdx, OUT + 0x10
	mov %rbx, OUT + 0x18
	mov %rsp, OUT + 0x20
	mov %rbp, OUT + 0x28
	mov %rsi, OUT + 0x30
	mov %rdi, OUT + 0x38
	mov %r8, OUT + 0x40
	mov %r9, OUT + 0x48
	mov %r10, OUT + 0x50
	mov %r11, OUT + 0x58
	mov %r12, OUT + 0x60
	mov %r13, OUT + 0x68
	mov %r14, OUT + 0x70
	mov %r15, OUT + 0x78
	mov HOST_RSP, %rsp
	pushfq
	pop OUT_FLAGS
form_faulted:
	mov HOST_RSP, %rsp
	push $0x202
	popfq
	pop %r15
	pop %r14
	pop %r13
	pop %r12
	pop %rbp
	pop %rbx
	ret
	.section .note.GNU-stack, "", @progbits
