@echo off
rem Opens the desk of this Hub in the browser. careers_workbook made this file, and makes it again if it is gone.
rem The program is where it said last that it is; else where install.cmd puts it; else on the PATH.
setlocal DisableDelayedExpansion
chcp 65001 >nul
set "OWN=%USERPROFILE%\.careers_workbook"
cd /d "%SystemRoot%"
set "PROGRAM="
if exist "%OWN%\program.txt" for /f "usebackq delims=" %%f in ("%OWN%\program.txt") do set "PROGRAM=%%~dpf"
if not exist "%PROGRAM%pythonw.exe" goto installed
"%PROGRAM%python.exe" -P -c "import careers_workbook" >nul 2>nul
if not errorlevel 1 goto open
:installed
set "PROGRAM=%OWN%\program\Scripts\"
if exist "%PROGRAM%pythonw.exe" goto open
for %%f in (careers-workbook-desk.exe) do set "PROGRAM=%%~$PATH:f"
if not defined PROGRAM goto gone
start "" "%PROGRAM%" "%~dp0."
exit /b
:open
start "" "%PROGRAM%pythonw.exe" -P -m careers_workbook.cli.launched "%~dp0."
exit /b
:gone
echo.
echo The program careers_workbook was not found on this computer.
echo.
echo Set it up (again): open the folder that you downloaded it as, and double-click install.cmd in it.
echo Nothing of your Hub is lost: everything is in this folder.
echo.
pause
