"""`python -m careers_workbook` is the same program as `careers-workbook`. Must not know: anything else."""

from careers_workbook.cli.main import main

if __name__ == "__main__":
    main()
