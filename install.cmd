@echo off
rem Sets careers_workbook up for you alone, without an administrator: install.py does it, by the first Python found here.
pushd "%~dp0"
if not exist install.py (echo Unpack the whole download first: right-click it, Extract All. Then double-click install there.& pause & exit /b 1)
for %%v in ("py -3" python python3) do (%%~v -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul & if not errorlevel 1 (set "PYTHON=%%~v" & goto found))
echo Python 3.11 or newer is needed: get it from the Microsoft Store or python.org, then double-click install again.
pause & exit /b 1
:found
%PYTHON% install.py
if errorlevel 1 (pause & exit /b 1)
