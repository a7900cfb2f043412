@echo off
rem Set up the program on first use, then run it: scripts\run demo
py -3 "%~dp0bootstrap.py" run %*
