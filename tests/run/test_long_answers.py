"""What a command prints arrives whole, however its output is set up and whatever interrupts it."""

import os
import signal
import subprocess
import sys

LENGTH = 400_000
PROGRAM = f"""
import signal, typer
from muster.run import cli

signal.signal(signal.SIGUSR1, lambda *_: None)
command = typer.Typer()
command.command()(lambda: typer.echo("e" * {LENGTH}))
cli.app = command
cli.main([])
"""


def test_an_answer_longer_than_a_pipe_survives_signals_where_nothing_is_buffered():
    settings = {**os.environ, "PYTHONUNBUFFERED": "1"}  # noqa: TID251 -- handed on to the program
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=settings) as process:
        read = process.stdout.read(1)  # it has filled the pipe, and waits
        while chunk := process.stdout.read1(10_000):
            read += chunk
            if len(read) < LENGTH // 2:  # it writes still, and is not about to end
                process.send_signal(signal.SIGUSR1)
    assert process.returncode == 0
    assert len(read.strip()) == LENGTH
